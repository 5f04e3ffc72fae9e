//! Reads entries and figures.

use super::Verb;
use crate::{
    error::Result,
    store::{Account, Figures, Page, Row, Store},
};

pub(crate) struct Look {
    pub(crate) account: String,
}

pub(crate) struct Seen {
    pub(crate) figures: Figures,
    pub(crate) account: Account,
}

impl Verb for Look {
    type Output = Seen;

    async fn run<S: Store>(self, store: &mut S) -> Result<Seen> {
        let figures = store.figures(&self.account).await?;
        let account = store.glance(&self.account).await?.account;
        Ok(Seen { figures, account })
    }
}

pub(crate) struct List {
    pub(crate) account: String,
    pub(crate) page: Page,
}

impl Verb for List {
    type Output = Vec<Row>;

    async fn run<S: Store>(self, store: &mut S) -> Result<Vec<Row>> {
        store.rows(&self.account, self.page).await
    }
}
