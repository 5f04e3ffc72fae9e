//! Pauses an account, and resumes it.

use super::Verb;
use crate::{
    error::Result,
    store::{Pause, Store, Transaction},
};

/// Pauses the account until it is resumed.
pub(crate) struct Hold {
    pub(crate) account: String,
}

impl Verb for Hold {
    type Output = ();

    async fn run<S: Store>(self, store: &mut S) -> Result<()> {
        let mut tx = store.begin(&self.account).await?;
        let mut account = tx.account().clone();
        account.pause = Some(Pause::Asked);
        account.paused_at = Some(tx.now());
        account.reason = None;
        tx.save_account(&account).await?;
        tx.commit().await
    }
}

/// Resumes the account, whatever paused it.
pub(crate) struct Resume {
    pub(crate) account: String,
}

impl Verb for Resume {
    type Output = ();

    async fn run<S: Store>(self, store: &mut S) -> Result<()> {
        let mut tx = store.begin(&self.account).await?;
        let mut account = tx.account().clone();
        account.resume();
        account.wait_until = 0;
        tx.save_account(&account).await?;
        tx.commit().await
    }
}
