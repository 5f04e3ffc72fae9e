//! An open outbox: everything but delivery.

mod handle;
mod listed;
mod stats;

use std::fmt;

#[cfg(test)]
pub(crate) use self::handle::at_once;
pub(crate) use self::handle::{Handle, Wake};
pub use self::{
    listed::{Listed, Selection},
    stats::{Paused, Stats},
};
use crate::{Address, Entry, Origin, State, error::Result, verbs};

/// An open outbox, to inspect and manage. A [`Worker`](crate::Worker) delivers it.
///
/// Each call is a transaction of its own. To enqueue in your own transaction, execute
/// [`sqlite::ENQUEUE`](crate::sqlite::ENQUEUE) or [`postgres::ENQUEUE`](crate::postgres::ENQUEUE).
#[derive(Clone)]
pub struct Outbox {
    handle: Handle,
    account: String,
}

/// Configures and opens an [`Outbox`]; from [`Outbox::at`].
#[derive(Clone, Debug)]
#[must_use = "nothing is opened until `open` is called"]
pub struct Opening {
    address: Address,
    account: String,
    migrate: bool,
}

impl Opening {
    /// The account to use. Default: the one without a name.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// Whether to create missing tables, to bring old ones up to date, and to create a missing
    /// SQLite database, readable by its owner only. Default: no.
    pub fn migrate(mut self, migrate: bool) -> Self {
        self.migrate = migrate;
        self
    }

    /// Opens the database, and checks the version of the outbox's tables.
    ///
    /// # Errors
    ///
    /// If the database cannot be opened, or the tables are not what this version needs.
    pub async fn open(self) -> Result<Outbox> {
        let handle = Handle::open(self.address, self.migrate).await?;
        Ok(Outbox { handle, account: self.account })
    }
}

/// Which entries to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// All that are [`State::Dead`].
    Dead,
    /// All that are [`State::Refused`].
    Refused,
    /// The one with this number, if it is dead or refused.
    One(i64),
}

/// # Errors
///
/// Every method fails if the database does.
impl Outbox {
    /// The outbox in this database.
    pub fn at(address: Address) -> Opening {
        Opening { address, account: String::new(), migrate: false }
    }

    pub(crate) fn of(handle: Handle, account: String) -> Self {
        Self { handle, account }
    }

    #[cfg(feature = "test-util")]
    pub(crate) fn parts(&self) -> (Handle, String) {
        (self.handle.clone(), self.account.clone())
    }

    /// Enqueues these entries in one transaction. Returns, for each, whether it is new.
    pub async fn enqueue(&self, entries: Vec<Entry>, origin: Origin) -> Result<Vec<bool>> {
        let account = self.account.clone();
        self.handle.run(verbs::Enqueue { account, entries, origin }).await
    }

    /// How many entries are in each state, how old the oldest is, and what holds them up.
    pub async fn stats(&self) -> Result<Stats> {
        let account = self.account.clone();
        Ok(Stats::of(self.handle.run(verbs::Look { account }).await?))
    }

    /// Lists entries, oldest first.
    pub async fn list(&self, selection: Selection) -> Result<Vec<Listed>> {
        let (account, page) = (self.account.clone(), selection.page());
        let now = self.handle.run(verbs::Look { account: account.clone() }).await?.figures.now;
        let rows = self.handle.run(verbs::List { account, page }).await?;
        Ok(rows.into_iter().map(|row| Listed::of(row, now)).collect())
    }

    /// Makes refused or dead entries due again, with their refusals and delays reset. Returns how
    /// many.
    pub async fn retry(&self, which: Retry) -> Result<u64> {
        let which = match which {
            Retry::Dead => verbs::Which::All(State::Dead),
            Retry::Refused => verbs::Which::All(State::Refused),
            Retry::One(id) => verbs::Which::One(id),
        };
        let account = self.account.clone();
        self.handle.run(verbs::Retry { account, which }).await
    }

    /// Stops all workers of the account from sending until [`resume`](Self::resume). Requests in
    /// flight are completed.
    pub async fn pause(&self) -> Result<()> {
        let account = self.account.clone();
        self.handle.run(verbs::Hold { account }).await
    }

    /// Ends any pause, including one that the service caused.
    pub async fn resume(&self) -> Result<()> {
        let account = self.account.clone();
        self.handle.run(verbs::Resume { account }).await
    }

    /// Deletes every entry of the customer with this e-mail address or id, whatever its state,
    /// including its key. Returns how many. A request in flight is completed.
    pub async fn forget(&self, customer: &str) -> Result<u64> {
        let (account, customer) = (self.account.clone(), customer.to_owned());
        self.handle.run(verbs::Forget { account, customer }).await
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").finish_non_exhaustive()
    }
}
