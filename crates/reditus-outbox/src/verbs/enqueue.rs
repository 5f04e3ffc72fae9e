//! Enqueues entries in a transaction of its own.

use super::Verb;
use crate::{
    Entry, Origin,
    error::Result,
    store::{Store, Transaction},
};

pub(crate) struct Enqueue {
    pub(crate) account: String,
    pub(crate) entries: Vec<Entry>,
    pub(crate) origin: Origin,
}

impl Verb for Enqueue {
    /// For each entry, whether it is new.
    type Output = Vec<bool>;

    async fn run<S: Store>(self, store: &mut S) -> Result<Vec<bool>> {
        let mut tx = store.begin(&self.account).await?;
        let mut new = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            new.push(tx.enqueue(entry, self.origin).await?);
        }
        tx.commit().await?;
        Ok(new)
    }
}
