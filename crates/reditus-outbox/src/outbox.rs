//! What a program does with an outbox besides delivering it.

use std::fmt;

use crate::{
    Address, Entry, Listed, Origin, Selection, State, Stats, error::Result, handle::Handle, verbs,
};

/// An open outbox: to look at it, and to do what a person decides. [`Worker`](crate::Worker)
/// delivers it.
///
/// Each call is a transaction of its own. To enqueue in yours, execute
/// [`sqlite::ENQUEUE`](crate::sqlite::ENQUEUE) or [`postgres::ENQUEUE`](crate::postgres::ENQUEUE).
#[derive(Clone)]
pub struct Outbox {
    handle: Handle,
    account: String,
}

/// How an outbox is opened: from [`Outbox::at`].
#[derive(Clone, Debug)]
#[must_use = "nothing is opened until `open` is called"]
pub struct Opening {
    address: Address,
    account: String,
    migrate: bool,
}

impl Opening {
    /// The account to look at. Default: the one without a name.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// Whether missing tables are created and old ones changed, and a missing SQLite database is
    /// created, readable by its owner only. Default: no.
    pub fn migrate(mut self, migrate: bool) -> Self {
        self.migrate = migrate;
        self
    }

    /// Opens the database, and checks the version of the outbox's tables.
    ///
    /// # Errors
    ///
    /// Where the database cannot be opened or the tables are not what this version needs.
    pub async fn open(self) -> Result<Outbox> {
        let handle = Handle::open(self.address, self.migrate).await?;
        Ok(Outbox { handle, account: self.account })
    }
}

/// Which entries are to be tried again.
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
/// Every method fails where the database does.
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

    /// Enqueues, in a transaction of its own. Returns which of the entries were not there before.
    pub async fn enqueue(&self, entries: Vec<Entry>, origin: Origin) -> Result<Vec<bool>> {
        let account = self.account.clone();
        self.handle.run(verbs::Enqueue { account, entries, origin }).await
    }

    /// How it is doing.
    pub async fn stats(&self) -> Result<Stats> {
        let account = self.account.clone();
        Ok(Stats::of(self.handle.run(verbs::Look { account }).await?))
    }

    /// Entries, the oldest first.
    pub async fn list(&self, selection: Selection) -> Result<Vec<Listed>> {
        let (account, page) = (self.account.clone(), selection.page());
        let now = self.handle.run(verbs::Look { account: account.clone() }).await?.figures.now;
        let rows = self.handle.run(verbs::List { account, page }).await?;
        Ok(rows.into_iter().map(|row| Listed::of(row, now)).collect())
    }

    /// Has refused or dead entries tried again, from the beginning. Returns how many.
    pub async fn retry(&self, which: Retry) -> Result<u64> {
        let which = match which {
            Retry::Dead => verbs::Which::All(State::Dead),
            Retry::Refused => verbs::Which::All(State::Refused),
            Retry::One(id) => verbs::Which::One(id),
        };
        let account = self.account.clone();
        self.handle.run(verbs::Retry { account, which }).await
    }

    /// Sends nothing more, in all workers of the account, until [`resume`](Self::resume). Requests
    /// in flight are completed.
    pub async fn pause(&self) -> Result<()> {
        let account = self.account.clone();
        self.handle.run(verbs::Hold { account }).await
    }

    /// Ends any pause, also one that the service caused.
    pub async fn resume(&self) -> Result<()> {
        let account = self.account.clone();
        self.handle.run(verbs::Resume { account }).await
    }

    /// Deletes everything of the customer with this e-mail address or id: what waits, is dead or was
    /// sent, the keys included. Returns how many entries. A request in flight is completed.
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
