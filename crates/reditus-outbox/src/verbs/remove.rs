//! Deletes entries: those of a customer to be forgotten, and those sent long ago.

use super::Verb;
use crate::{
    entry::customer,
    error::Result,
    store::{Millis, Store, Transaction},
};

/// Deletes every entry of the customer with this e-mail address or id.
pub(crate) struct Forget {
    pub(crate) account: String,
    pub(crate) customer: String,
}

impl Verb for Forget {
    type Output = u64;

    async fn run<S: Store>(self, store: &mut S) -> Result<u64> {
        let email = customer::fold(&self.customer);
        let identities =
            [customer::digest(&email), customer::digest(&self.customer), email, self.customer];
        let mut tx = store.begin(&self.account).await?;
        let ids = tx.of_customer(&identities).await?;
        for &id in &ids {
            tx.delete(id).await?;
            tx.release(id).await?;
        }
        tx.commit().await?;
        Ok(ids.len() as u64)
    }
}

/// Deletes entries sent longer ago than this, a batch at a time.
pub(crate) struct Prune {
    pub(crate) account: String,
    pub(crate) keep: Millis,
}

impl Verb for Prune {
    type Output = u64;

    async fn run<S: Store>(self, store: &mut S) -> Result<u64> {
        let mut pruned = 0;
        loop {
            let mut tx = store.begin(&self.account).await?;
            let batch = tx.prune(tx.now() - self.keep).await?;
            tx.commit().await?;
            pruned += batch;
            if batch == 0 {
                return Ok(pruned);
            }
        }
    }
}
