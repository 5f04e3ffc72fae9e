//! Makes refused and dead entries due again.

use super::Verb;
use crate::{
    decide,
    error::Result,
    store::{Row, State, Store, Transaction},
};

pub(crate) struct Retry {
    pub(crate) account: String,
    pub(crate) which: Which,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Every entry in this state.
    All(State),
    /// This one, if it is refused or dead.
    One(i64),
}

impl Verb for Retry {
    /// How many entries are due again.
    type Output = u64;

    async fn run<S: Store>(self, store: &mut S) -> Result<u64> {
        let mut retried = 0;
        loop {
            let mut tx = store.begin(&self.account).await?;
            let rows = match self.which {
                Which::All(state) => tx.in_state(state).await?,
                Which::One(id) => tx.load(id).await?.into_iter().collect(),
            };
            let rows: Vec<Row> = rows
                .into_iter()
                .filter(|row| matches!(row.state, State::Refused | State::Dead))
                .collect();
            for mut row in rows.iter().cloned() {
                decide::retry(&mut row, tx.now());
                tx.save(&row).await?;
                tx.release(row.id).await?;
            }
            tx.commit().await?;
            retried += rows.len() as u64;
            if rows.is_empty() || matches!(self.which, Which::One(_)) {
                return Ok(retried);
            }
        }
    }
}
