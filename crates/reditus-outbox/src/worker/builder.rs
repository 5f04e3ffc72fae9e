//! How a worker is set up.

use std::{fmt, sync::Arc, time::Duration};

use reditus::{Client, ClientBuilder, RateLimit, RetryPolicy};
use tokio::sync::{Notify, watch};

use super::{Courier, Shared, Worker, run};
use crate::{
    Address, Outbox,
    decide::Pace,
    error::{Error, ErrorKind, Result},
    handle::Wake,
};

/// The longest that a worker sleeps without a look at the outbox.
const POLL: Duration = Duration::from_secs(1);

/// How long an entry is one worker's. Longer than any request takes, even where the client's
/// timeouts are the longest that make sense.
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

    /// How the client is set up that sends. Its own retries and its rate limit are switched off: the
    /// outbox does both, for all workers together. Default: [`ClientBuilder::from_env`].
    pub fn client(mut self, client: ClientBuilder) -> Self {
        self.client = Some(client);
        self
    }

    /// The account whose entries are sent, where there are several. Default: the one without a
    /// name.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// Whether missing tables are created and old ones changed, and a missing SQLite database is
    /// created, readable by its owner only. Default: no; put
    /// [`sqlite::SCHEMA`](crate::sqlite::SCHEMA) or [`postgres::SCHEMA`](crate::postgres::SCHEMA)
    /// into your own migrations.
    pub fn migrate(mut self, migrate: bool) -> Self {
        self.migrate = migrate;
        self
    }

    /// How many requests all workers of the account send together. Give it to each of them alike.
    /// Default: 100 in 5 minutes, the vendor's documented limit.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Whether the worker is told at once what was enqueued: by `LISTEN` on PostgreSQL, by a look
    /// every 25 ms on SQLite. Without, it looks once a second. Default: yes. Behind PgBouncer in
    /// transaction mode `LISTEN` does nothing.
    pub fn listen(mut self, listen: bool) -> Self {
        self.listen = listen;
        self
    }

    /// The longest sleep without a look at the outbox. Default, and at most: 1 s.
    pub fn poll(mut self, poll: Duration) -> Self {
        self.poll = poll.min(POLL);
        self
    }

    /// How long an entry is one worker's alone. A worker that is killed leaves it to the others
    /// after this time, with the mark that it may have been recorded. A request is cut off after two
    /// thirds of it. Default: 90 s.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How many requests may be in flight at once; 0 means 1. Default: 8.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// How long the key and the outcome of a sent conversion are kept, so that the same one enqueued
    /// again is not sent again. Its body is deleted at once. Default: 90 days.
    pub fn keep(mut self, keep: Duration) -> Self {
        self.keep = keep;
        self
    }

    /// Opens the outbox, checks its tables, and starts to deliver in a task of this runtime.
    ///
    /// # Errors
    ///
    /// Where the database cannot be opened, the tables are missing or of another version
    /// ([`ErrorKind::Schema`]), or the client cannot be built ([`ErrorKind::Configuration`]).
    pub async fn spawn(self) -> Result<Worker> {
        let client = match self.client {
            Some(client) => client,
            None => ClientBuilder::from_env().map_err(configuration)?,
        };
        let client = self::client(client)?;
        let handle = crate::handle::Handle::open(self.address.clone(), self.migrate).await?;
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

/// One claim is one request, and all waiting is in the database.
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
