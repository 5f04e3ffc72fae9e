use std::{fmt, net::SocketAddr, sync::Arc};

use crate::{
    fault::Faults,
    records::{Entry, Request},
    server::{Handler, Server},
};

/// A running stand-in of the service.
///
/// It has a thread of its own, so it outlives the runtime it was started in. It stops when it is
/// dropped: all connections are closed, whatever they wait for, and the port is free again.
pub struct Sandbox {
    server: Server,
    handler: Arc<Handler>,
}

impl Sandbox {
    pub(crate) fn new(server: Server, handler: Arc<Handler>) -> Self {
        Self { server, handler }
    }

    /// The base URL for a client: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr())
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// The conversions recorded so far, oldest first, as a copy.
    pub fn ledger(&self) -> Vec<Entry> {
        self.handler.service.records.ledger()
    }

    /// All requests so far, in order of arrival and whatever their outcome, as a copy.
    pub fn requests(&self) -> Vec<Request> {
        self.handler.service.records.requests()
    }

    /// Schedules what goes wrong.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reditus_sandbox::Error> {
    /// use reditus_sandbox::{Fault, Sandbox};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.faults().script([Fault::response(503), Fault::reset().recorded(true)]);
    /// // The first request gets a 503, the second is recorded and reset, the third succeeds.
    /// # Ok(())
    /// # }
    /// ```
    pub fn faults(&self) -> &Faults {
        &self.handler.faults
    }

    /// Stops like dropping does, but without blocking the thread.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }
}

/// Shows counts only: nothing that identifies a customer.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("addr", &self.addr())
            .field("recorded", &self.ledger().len())
            .field("requests", &self.requests().len())
            .finish_non_exhaustive()
    }
}
