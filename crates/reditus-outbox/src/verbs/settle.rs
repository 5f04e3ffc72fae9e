//! Stores the result of an attempt.

use super::Verb;
use crate::{
    decide::{self, Attempt, Change, Pace, Purpose},
    error::Result,
    store::{Millis, Row, State, Store, Transaction},
};

#[derive(Clone)]
pub(crate) struct Settle {
    pub(crate) account: String,
    pub(crate) pace: Pace,
    pub(crate) id: i64,
    pub(crate) attempt_no: i64,
    pub(crate) purpose: Purpose,
    pub(crate) attempt: Attempt,
    /// Whether a request left this machine, and so uses a place in the window.
    pub(crate) request: Request,
    pub(crate) luck: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Sent,
    NotSent,
}

pub(crate) enum Settled {
    /// The entry as it is now, and how long until it is due.
    Now { row: Box<Row>, due_in: Option<Millis>, change: Option<Change> },
    /// The lease had ended and another worker has claimed the entry, or the entry was forgotten.
    TooLate,
}

impl Verb for Settle {
    type Output = Settled;

    async fn run<S: Store>(self, store: &mut S) -> Result<Settled> {
        let mut tx = store.begin(&self.account).await?;
        let settled = self.settle(&mut tx).await?;
        tx.commit().await?;
        Ok(settled)
    }
}

impl Settle {
    async fn settle<T: Transaction>(&self, tx: &mut T) -> Result<Settled> {
        let now = tx.now();
        let until = match self.request {
            Request::Sent => Some(now + self.pace.window),
            Request::NotSent => None,
        };
        tx.end_place(self.id, self.attempt_no, until).await?;
        let held = |row: &Row| row.state == State::Delivering && row.attempts == self.attempt_no;
        let Some(mut row) = tx.load(self.id).await?.filter(held) else {
            return Ok(Settled::TooLate);
        };
        let mut account = tx.account().clone();
        let change =
            decide::settle(&mut row, &mut account, &self.attempt, self.purpose, now, self.luck);
        tx.save(&row).await?;
        tx.save_account(&account).await?;
        tx.release(row.id).await?;
        let due_in = row.due_at.map(|due| due - now);
        Ok(Settled::Now { row: Box::new(row), due_in, change })
    }
}
