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

/// A worker: it claims what is due, sends it, and writes down what came of it, until it is shut
/// down. Any number of them can work on one outbox, in one process or on many machines; they keep
/// one account's pace together.
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
    /// `postgres://user:password@host/database?sslmode=require`. TLS is verified by the platform's
    /// trust store, whatever the mode.
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

    /// Claims nothing more, and waits until the requests in flight are settled, so long at most.
    /// What is not settled by then is tried again once its lease ends, and may have been recorded.
    /// 20 s are enough for the default timeouts.
    pub async fn shutdown(self, within: Duration) {
        // An error says that the worker has ended.
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
