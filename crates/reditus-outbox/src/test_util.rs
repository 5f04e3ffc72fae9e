//! For your own tests (feature `test-util`): whether a conversion was enqueued, and delivery without
//! a worker.
//!
//! In your transaction, or after it, [`sqlite::FIND`] and [`postgres::FIND`] find an entry by its
//! key: one row if it was enqueued, none if it was not.
//!
//! ```no_run
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! use reditus::Client;
//! use reditus_outbox::{Address, Outbox, test_util::Inline};
//!
//! let outbox = Outbox::at(Address::parse("app.db")?).migrate(true).open().await?;
//! let sandbox = "http://127.0.0.1:4010"; // of `reditus sandbox`, or of the crate `reditus-sandbox`
//! let inline = Inline::new(&outbox, Client::builder("token").base_url(sandbox))?;
//! assert_eq!(inline.deliver().await?, 1);
//! # Ok(())
//! # }
//! ```

use std::{fmt, time::Duration};

use reditus::{ClientBuilder, RateLimit};

use crate::{
    Outbox,
    decide::Pace,
    error::Result,
    verbs::Claimed,
    worker::{Courier, client},
};

/// Statements for SQLite.
pub mod sqlite {
    /// Finds an entry by its [key](crate::Entry::key), the one text parameter: its state.
    pub const FIND: &str = "SELECT state FROM reditus_outbox_entries WHERE key = ?1";
}

/// Statements for PostgreSQL.
pub mod postgres {
    /// Finds an entry by its [key](crate::Entry::key), the one text parameter: its state.
    pub const FIND: &str = "SELECT state FROM reditus_outbox.entries WHERE key = $1";
}

/// Delivers an outbox within the test, one entry after another.
pub struct Inline(Courier);

impl Inline {
    /// Delivers this outbox with the builder's client, without its retries and without a rate
    /// limit.
    ///
    /// # Errors
    ///
    /// If the client cannot be built.
    pub fn new(outbox: &Outbox, builder: ClientBuilder) -> Result<Self> {
        let (handle, account) = outbox.parts();
        Ok(Self(Courier {
            handle,
            client: client(builder)?,
            account,
            pace: Pace::of(RateLimit::off()),
            lease: Duration::from_secs(90),
        }))
    }

    /// Sends everything that is due, without waiting for later attempts. Returns the number of
    /// requests.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn deliver(&self) -> Result<usize> {
        self.deliver_some(usize::MAX).await
    }

    /// Like [`deliver`](Self::deliver), with at most this many requests.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn deliver_some(&self, most: usize) -> Result<usize> {
        let mut requests = 0;
        loop {
            if requests == most {
                return Ok(requests);
            }
            match self.0.claim().await? {
                Claimed::Entry(delivery) => {
                    let settle = self.0.send(delivery).await;
                    self.0.handle.run(settle).await?;
                    requests += 1;
                }
                Claimed::Nothing { again_in: Some(0) } => {}
                Claimed::Nothing { .. } => return Ok(requests),
            }
        }
    }
}

impl fmt::Debug for Inline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inline").finish_non_exhaustive()
    }
}
