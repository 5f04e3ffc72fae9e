use std::{fmt, net::SocketAddr, sync::Arc};

use crate::{
    builder::Builder,
    entry::Entry,
    error::Error,
    faults::Faults,
    journal::Request,
    server::Server,
    service::{Service, lock},
};

/// A running stand-in of the service.
///
/// It has a thread of its own, so it outlives the runtime it was started in, and stops when it is
/// dropped: connections are closed, whatever they wait for, and the port is free again.
pub struct Sandbox {
    server: Server,
    service: Arc<Service>,
}

impl Sandbox {
    /// Starts a sandbox on a free loopback port, with every default of [`Builder`].
    ///
    /// # Errors
    ///
    /// See [`Builder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// A sandbox other than the default one.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(server: Server, service: Arc<Service>) -> Self {
        Self { server, service }
    }

    /// What a client takes as the service's base URL: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr())
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// What the service counted so far, oldest first. A copy: later conversions are not in it.
    pub fn ledger(&self) -> Vec<Entry> {
        lock(&self.service.ledger).entries().to_vec()
    }

    /// Every request seen so far, in order of arrival, whatever became of it. A copy.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.service.journal).requests().to_vec()
    }

    /// What is to go wrong.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reditus_sandbox::Error> {
    /// use reditus_sandbox::{Fault, Sandbox};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.faults().script([Fault::response(503), Fault::reset().recorded(true)]);
    /// // The first request is answered 503, the second counted and reset, the third is fine.
    /// # Ok(())
    /// # }
    /// ```
    pub fn faults(&self) -> &Faults {
        &self.service.faults
    }

    /// Stops, as dropping does, but waits without blocking the thread.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }
}

/// Shows how much there is, and nothing of whom it is about.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("addr", &self.addr())
            .field("recorded", &lock(&self.service.ledger).entries().len())
            .field("requests", &lock(&self.service.journal).requests().len())
            .finish_non_exhaustive()
    }
}
