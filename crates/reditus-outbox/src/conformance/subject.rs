//! A store to test, with its clock in the hands of the test.

use crate::{
    error::Result,
    store::{Millis, Store, memory::MemoryStore},
};

/// When every test begins.
pub(crate) const START: Millis = 1_800_000_000_000;

pub(crate) trait Subject: Store {
    /// The model has one account.
    const HAS_ACCOUNTS: bool = true;

    async fn set_clock(&mut self, now: Millis);

    /// Executes the public statement, as a user's own client would.
    async fn enqueue(&mut self, key: &str, body: &str) -> Result<()>;
}

pub(crate) async fn memory() -> MemoryStore {
    MemoryStore { now: START, ..MemoryStore::default() }
}

impl Subject for MemoryStore {
    const HAS_ACCOUNTS: bool = false;

    async fn set_clock(&mut self, now: Millis) {
        self.now = now;
    }

    async fn enqueue(&mut self, key: &str, body: &str) -> Result<()> {
        self.insert(key, body, crate::Origin::Application);
        Ok(())
    }
}

#[cfg(feature = "sqlite")]
mod of_sqlite {
    use rusqlite::Connection;
    use tempfile::TempDir;

    use super::{Millis, Result, START, Subject};
    use crate::{
        error::ErrorKind,
        store::{Figures, Glance, Page, Row, Store, sqlite::SqliteStore},
    };

    pub(crate) struct SqliteSubject {
        store: SqliteStore,
        /// The user's own connection.
        user: Connection,
        _folder: TempDir,
    }

    pub(crate) async fn sqlite() -> SqliteSubject {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.db");
        let store = SqliteStore::open(&path, true).unwrap().without_sync();
        let user = Connection::open(&path).unwrap();
        user.execute_batch(
            "PRAGMA synchronous = OFF;
             CREATE TABLE clock (ms INTEGER NOT NULL); INSERT INTO clock VALUES (0);
             DROP VIEW reditus_outbox_now;
             CREATE VIEW reditus_outbox_now (ms) AS SELECT ms FROM clock;",
        )
        .unwrap();
        let mut subject = SqliteSubject { store, user, _folder: folder };
        subject.set_clock(START).await;
        subject
    }

    impl Subject for SqliteSubject {
        async fn set_clock(&mut self, now: Millis) {
            self.user.execute("UPDATE clock SET ms = ?1", [now]).unwrap();
        }

        async fn enqueue(&mut self, key: &str, body: &str) -> Result<()> {
            let failed = |_| crate::Error::new(ErrorKind::Database, "enqueueing failed");
            self.user.execute(crate::sqlite::ENQUEUE, [key, body]).map(drop).map_err(failed)
        }
    }

    impl Store for SqliteSubject {
        type Tx<'a> = <SqliteStore as Store>::Tx<'a>;

        async fn begin(&mut self, account: &str) -> Result<Self::Tx<'_>> {
            self.store.begin(account).await
        }
        async fn glance(&mut self, account: &str) -> Result<Glance> {
            self.store.glance(account).await
        }
        async fn figures(&mut self, account: &str) -> Result<Figures> {
            self.store.figures(account).await
        }
        async fn rows(&mut self, account: &str, page: Page) -> Result<Vec<Row>> {
            self.store.rows(account, page).await
        }
    }
}

#[cfg(feature = "sqlite")]
pub(crate) use of_sqlite::sqlite;

#[cfg(feature = "postgres")]
mod of_postgres {
    use tokio_postgres::{Client, NoTls};

    use super::{Millis, Result, START, Subject};
    use crate::{
        error::ErrorKind,
        store::{Figures, Glance, Page, Row, Store, postgres::PostgresStore},
    };

    pub(crate) struct PostgresSubject {
        store: PostgresStore,
        /// The user's own connection.
        user: Client,
    }

    pub(crate) async fn postgres() -> Option<PostgresSubject> {
        let database = super::super::cluster::server()?.database();
        let store = PostgresStore::open(&database.url, true).await.unwrap();
        let (user, connection) = tokio_postgres::connect(&database.url, NoTls).await.unwrap();
        tokio::spawn(connection);
        user.batch_execute(
            "CREATE TABLE clock (ms bigint NOT NULL); INSERT INTO clock VALUES (0);
             CREATE OR REPLACE FUNCTION reditus_outbox.now_ms() RETURNS bigint
             LANGUAGE sql VOLATILE AS 'SELECT ms FROM public.clock';",
        )
        .await
        .unwrap();
        let mut subject = PostgresSubject { store, user };
        subject.set_clock(START).await;
        Some(subject)
    }

    impl Subject for PostgresSubject {
        async fn set_clock(&mut self, now: Millis) {
            self.user.execute("UPDATE clock SET ms = $1", &[&now]).await.unwrap();
        }

        async fn enqueue(&mut self, key: &str, body: &str) -> Result<()> {
            let failed = |_| crate::Error::new(ErrorKind::Database, "enqueueing failed");
            let enqueued = self.user.execute(crate::postgres::ENQUEUE, &[&key, &body]).await;
            enqueued.map(drop).map_err(failed)
        }
    }

    impl Store for PostgresSubject {
        type Tx<'a> = <PostgresStore as Store>::Tx<'a>;

        async fn begin(&mut self, account: &str) -> Result<Self::Tx<'_>> {
            self.store.begin(account).await
        }
        async fn glance(&mut self, account: &str) -> Result<Glance> {
            self.store.glance(account).await
        }
        async fn figures(&mut self, account: &str) -> Result<Figures> {
            self.store.figures(account).await
        }
        async fn rows(&mut self, account: &str, page: Page) -> Result<Vec<Row>> {
            self.store.rows(account, page).await
        }
    }
}

#[cfg(feature = "postgres")]
pub(crate) use of_postgres::postgres;
