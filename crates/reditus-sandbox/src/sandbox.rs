use std::{fmt, net::SocketAddr, sync::Arc};

use crate::{
    arrivals::Arrivals,
    backend::Backend,
    fault::Faults,
    records::{Entry, Request},
    server::Server,
};

/// A running stand-in for the service.
///
/// It has a thread of its own, so it outlives the runtime it was started in. It stops when it is
/// dropped: all connections are closed, whatever they wait for, and the port is free again.
pub struct Sandbox {
    server: Server,
    backend: Arc<Backend>,
}

impl Sandbox {
    pub(crate) fn new(server: Server, backend: Arc<Backend>) -> Self {
        Self { server, backend }
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
        self.backend.service.records.ledger()
    }

    /// All requests so far, in order of arrival and whatever their outcome, as a copy.
    pub fn requests(&self) -> Vec<Request> {
        self.backend.service.records.requests()
    }

    /// Waits until at least this many conversions are recorded, and returns the ledger.
    ///
    /// Waits forever if they never are; a test that may fail puts a timeout around it:
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use reditus_sandbox::Sandbox;
    /// use tokio::time::timeout;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// # let url = format!("{}/v2/tracking/conversion", sandbox.base_url());
    /// # let body = serde_json::json!({"affiliate_slug": "john", "uid": "1"});
    /// # let report = reqwest::Client::new().post(url).bearer_auth("any").json(&body);
    /// // Meanwhile, a background job reports …
    /// # tokio::spawn(report.send());
    /// let ledger = timeout(Duration::from_secs(5), sandbox.wait_for(1)).await?;
    /// assert_eq!(ledger.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn wait_for(&self, conversions: usize) -> Vec<Entry> {
        let records = &self.backend.service.records;
        let mut changed = records.watch();
        while records.recorded() < conversions {
            // The sender is in the records, which outlive this.
            let _ = changed.changed().await;
        }
        records.ledger()
    }

    /// All requests as they finish, from the first one on, such as for a log: each
    /// [prints](std::fmt::Display) as a line that names no customer.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals::new(Arc::clone(&self.backend))
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
        &self.backend.faults
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
