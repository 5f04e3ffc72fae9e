//! Configures a worker.

use std::{fmt, sync::Arc, time::Duration};

use reditus::{Client, ClientBuilder, RateLimit, RetryPolicy};
use tokio::sync::{Notify, watch};

use super::{Courier, Shared, Worker, run};
use crate::{
    Address, Outbox,
    decide::Pace,
    error::{Error, ErrorKind, Result},
    outbox::{Handle, Wake},
};

/// The longest that a worker sleeps without looking at the outbox.
const POLL: Duration = Duration::from_secs(1);

/// How long only one worker may handle an entry. Longer than any request takes, even with the
/// longest timeouts that make sense.
const LEASE: Duration = Duration::from_secs(90);

/// Sets up a [`Worker`]. Every setter states its default.
#[must_use = "a worker does nothing until it is spawned"]
pub struct WorkerBuilder {
    address: Address,
    client: Option<ClientBuilder>,
    account: String,
    migrate: bool,
    rate_limit: RateLimit,
    listen: bool,
    poll: Duration,
    lease: Duration,
    concurrency: usize,
    keep: Duration,
}

impl WorkerBuilder {
    pub(super) fn new(address: Address) -> Self {
        Self {
            address,
            client: None,
            account: String::new(),
            migrate: false,
            rate_limit: RateLimit::default(),
            listen: true,
            poll: POLL,
            lease: LEASE,
            concurrency: 8,
            keep: Duration::from_secs(90 * 24 * 60 * 60),
        }
    }

    /// The client that sends. Its own retries and rate limit are switched off: the outbox does
    /// both, for all workers together. Default: [`ClientBuilder::from_env`].
    pub fn client(mut self, client: ClientBuilder) -> Self {
        self.client = Some(client);
        self
    }

    /// The account whose entries to send, if there are several. Default: the one without a name.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// Whether to create missing tables, to bring old ones up to date, and to create a missing
    /// SQLite database, readable by its owner only. Default: no; add
    /// [`sqlite::SCHEMA`](crate::sqlite::SCHEMA) or [`postgres::SCHEMA`](crate::postgres::SCHEMA)
    /// to your own migrations.
    pub fn migrate(mut self, migrate: bool) -> Self {
        self.migrate = migrate;
        self
    }

    /// The rate limit that all workers of the account share. Give each of them the same one.
    /// Default: 100 requests in 5 minutes, the vendor's documented limit.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Whether the worker learns of new entries at once: by `LISTEN` on PostgreSQL, by looking
    /// every 25 ms on SQLite. Otherwise it polls, once a second by default. Default: yes. Behind
    /// PgBouncer in transaction mode, `LISTEN` does nothing.
    pub fn listen(mut self, listen: bool) -> Self {
        self.listen = listen;
        self
    }

    /// The longest sleep without looking at the outbox. Default and maximum: 1 s.
    pub fn poll(mut self, poll: Duration) -> Self {
        self.poll = poll.min(POLL);
        self
    }

    /// How long only the worker that claimed an entry may handle it. If that worker is killed,
    /// another one takes over after this time, and the entry is marked as possibly recorded. A
    /// request is cut off after two thirds of the lease. Default: 90 s.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How many requests may be in flight at once; 0 means 1. Default: 8.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// How long to keep the key and the outcome of a sent conversion, so that enqueuing the same
    /// one again does not send it again. Its body is deleted at once. Default: 90 days.
    pub fn keep(mut self, keep: Duration) -> Self {
        self.keep = keep;
        self
    }

    /// Opens the outbox, checks its tables, and starts delivering in a task of this runtime.
    ///
    /// # Errors
    ///
    /// If the database cannot be opened, if the tables are missing or have another version
    /// ([`ErrorKind::Schema`]), or if the client cannot be built ([`ErrorKind::Configuration`]).
    pub async fn spawn(self) -> Result<Worker> {
        let client = match self.client {
            Some(client) => client,
            None => ClientBuilder::from_env().map_err(configuration)?,
        };
        let client = self::client(client)?;
        let handle = Handle::open(self.address.clone(), self.migrate).await?;
        let outbox = Outbox::of(handle.clone(), self.account.clone());
        let committed = Arc::new(Notify::new());
        let wake = match self.listen {
            true => handle.wake(&self.address, Arc::clone(&committed)).await?,
            false => Wake::Connection,
        };
        let shared = Shared {
            courier: Courier {
                handle,
                client,
                account: self.account,
                pace: Pace::of(self.rate_limit),
                lease: self.lease,
            },
            committed,
            poll: self.poll,
            concurrency: self.concurrency,
            keep: self.keep,
        };
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(run::run(Arc::new(shared), stopped, wake));
        Ok(Worker { stop, running, outbox })
    }
}

/// A client that sends one request per claim. The database keeps the retries and the rate limit.
pub(crate) fn client(builder: ClientBuilder) -> Result<Client> {
    let builder = builder.retry(RetryPolicy::none());
    builder.rate_limit(RateLimit::left_to_the_caller()).build().map_err(configuration)
}

fn configuration(error: reditus::Error) -> Error {
    Error::new(ErrorKind::Configuration, error.to_string())
}

impl fmt::Debug for WorkerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerBuilder").field("address", &self.address).finish_non_exhaustive()
    }
}
