//! Delivers an outbox.

mod attempt;
mod builder;
mod deliver;
mod events;
mod run;

#[cfg(feature = "sqlite")]
use std::path::PathBuf;
use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};

pub use self::builder::WorkerBuilder;
#[cfg(feature = "test-util")]
pub(crate) use self::builder::client;
pub(crate) use self::deliver::Courier;
use crate::{Address, Outbox};

/// Delivers an outbox: claims entries that are due, sends them, and stores the results, until it is
/// shut down. Any number of workers can serve one outbox, in one process or on many machines; those
/// of one account share its rate limit.
///
/// Dropped without [`shutdown`](Self::shutdown), it claims nothing more.
#[must_use = "a worker that is dropped stops"]
pub struct Worker {
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
    outbox: Outbox,
}

impl Worker {
    /// A worker for the outbox in this SQLite database.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(path: impl Into<PathBuf>) -> WorkerBuilder {
        Self::at(Address::Sqlite(path.into()))
    }

    /// A worker for the outbox in the PostgreSQL database with this URL, such as
    /// `postgres://user:password@host/database?sslmode=require`. Where TLS is used, the certificate
    /// must be valid for the host and come from an authority that the platform trusts, whatever the
    /// `sslmode`.
    #[cfg(feature = "postgres")]
    pub fn postgres(url: impl Into<String>) -> WorkerBuilder {
        Self::at(Address::Postgres(url.into()))
    }

    /// A worker for the outbox in this database.
    pub fn at(address: Address) -> WorkerBuilder {
        WorkerBuilder::new(address)
    }

    /// The outbox that it delivers.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Claims nothing more, and waits for requests in flight to be settled, for at most this long.
    /// An entry that is not settled by then may have been recorded. It is tried again when its
    /// lease ends. 20 s are enough for the default timeouts.
    pub async fn shutdown(self, within: Duration) {
        // An error means that the worker has already ended.
        let _ = self.stop.send(true);
        let mut running = self.running;
        if tokio::time::timeout(within, &mut running).await.is_err() {
            running.abort();
        }
    }
}

/// What the tasks of a worker share.
struct Shared {
    courier: Courier,
    committed: Arc<Notify>,
    poll: Duration,
    concurrency: usize,
    keep: Duration,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}
