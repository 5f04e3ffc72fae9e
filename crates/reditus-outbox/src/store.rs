//! The contract that both databases fulfil. [`verbs`](crate::verbs) uses it, and is written once
//! for both.

mod account;
mod identity;
mod look;
mod row;

#[cfg(test)]
pub(crate) mod memory;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::{ops::Range, time::Duration};

pub(crate) use self::{
    account::Account,
    look::{Figures, Page},
    row::{Result as SentAs, Row},
};
pub use self::{account::Pause, row::State};
use crate::{Entry, Origin, error::Result};

/// Unix milliseconds, by the clock of the database.
pub(crate) type Millis = i64;

/// A negative time is zero: it is over.
pub(crate) fn duration(millis: Millis) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or_default())
}

/// A database with an outbox in it.
pub(crate) trait Store: Send {
    type Tx<'a>: Transaction
    where
        Self: 'a;

    /// Begins a transaction that writes, after waiting for all others of this account. Dropped
    /// without [`Transaction::commit`], it leaves nothing behind.
    fn begin(&mut self, account: &str) -> impl Future<Output = Result<Self::Tx<'_>>> + Send;

    /// Reads the time, the account, and when its next entry is due. Takes no lock.
    fn glance(&mut self, account: &str) -> impl Future<Output = Result<Glance>> + Send;

    /// How many entries are in each state but `sent`, and when the oldest of each was enqueued.
    fn figures(&mut self, account: &str) -> impl Future<Output = Result<Figures>> + Send;

    /// Entries in order of enqueueing, from `page` on.
    fn rows(&mut self, account: &str, page: Page) -> impl Future<Output = Result<Vec<Row>>> + Send;
}

/// What is seen without a lock.
pub(crate) struct Glance {
    pub(crate) now: Millis,
    pub(crate) account: Account,
    /// When the next entry is due, in the past or in the future.
    pub(crate) due_at: Option<Millis>,
}

/// One account's entries, while no other worker of the account can change them.
pub(crate) trait Transaction: Send {
    /// The time at which the account was locked.
    fn now(&self) -> Millis;
    fn account(&self) -> &Account;
    fn save_account(&mut self, account: &Account) -> impl Future<Output = Result<()>> + Send;

    fn enqueue(
        &mut self,
        entry: &Entry,
        origin: Origin,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// The first entry due within `due` among those that are still `fresh`, or among those that are
    /// not. Entries behind another one are left out.
    fn first_due(
        &mut self,
        fresh: bool,
        due: Range<Millis>,
    ) -> impl Future<Output = Result<Option<Row>>> + Send;

    /// The entry of the same customer that this one has to wait for.
    fn predecessor(&mut self, row: &Row) -> impl Future<Output = Result<Option<i64>>> + Send;

    /// Makes the entries that waited behind this one due.
    fn release(&mut self, id: i64) -> impl Future<Output = Result<()>> + Send;

    fn load(&mut self, id: i64) -> impl Future<Output = Result<Option<Row>>> + Send;
    fn save(&mut self, row: &Row) -> impl Future<Output = Result<()>> + Send;
    fn delete(&mut self, id: i64) -> impl Future<Output = Result<()>> + Send;

    /// Entries in this state, in order of enqueueing; at most as many as one transaction should
    /// touch.
    fn in_state(&mut self, state: State) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// Every entry of the customer with one of these identities, in whatever state.
    fn of_customer(
        &mut self,
        identities: &[String],
    ) -> impl Future<Output = Result<Vec<i64>>> + Send;

    /// Deletes entries that were sent before this time, as many as one transaction should.
    fn prune(&mut self, before: Millis) -> impl Future<Output = Result<u64>> + Send;

    /// How many places are taken, and when the first of them is free again.
    fn places(&mut self) -> impl Future<Output = Result<Places>> + Send;
    fn take_place(&mut self, row: &Row, until: Millis) -> impl Future<Output = Result<()>> + Send;
    /// Frees the place at `until`, when its request no longer counts, or now if it was never sent.
    fn end_place(
        &mut self,
        entry: i64,
        attempt: i64,
        until: Option<Millis>,
    ) -> impl Future<Output = Result<()>> + Send;

    fn commit(self) -> impl Future<Output = Result<()>> + Send;
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) taken: i64,
    pub(crate) first_free: Option<Millis>,
}
