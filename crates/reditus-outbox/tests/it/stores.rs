//! An outbox with a clock in the hands of the test, in either database.

use std::path::PathBuf;

use reditus_outbox::{Address, Entry, Outbox, postgres, sqlite};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::cluster;

pub(crate) struct Store {
    pub(crate) name: &'static str,
    pub(crate) address: Address,
    pub(crate) outbox: Outbox,
    user: User,
    _folder: TempDir,
}

enum User {
    Sqlite(Connection),
    Postgres(tokio_postgres::Client),
}

/// When every test begins.
const START: i64 = 1_800_000_000_000;

impl Store {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path: PathBuf = folder.path().join("app.db");
        let address = Address::Sqlite(path.clone());
        let outbox = Outbox::at(address.clone()).migrate(true).open().await.unwrap();
        let user = Connection::open(&path).unwrap();
        user.execute_batch("PRAGMA synchronous = OFF").unwrap();
        Self { name: "SQLite", address, outbox, user: User::Sqlite(user), _folder: folder }
    }

    /// None where there is no server.
    pub(crate) async fn postgres() -> Option<Self> {
        let url = cluster::server()?.database().url;
        let address = Address::Postgres(url.clone());
        let outbox = Outbox::at(address.clone()).migrate(true).open().await.unwrap();
        let (user, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let (user, folder) = (User::Postgres(user), tempfile::tempdir().unwrap());
        Some(Self { name: "PostgreSQL", address, outbox, user, _folder: folder })
    }

    /// Both of them, or the one that there is.
    pub(crate) async fn all() -> Vec<Self> {
        [Some(Self::sqlite().await), Self::postgres().await].into_iter().flatten().collect()
    }

    /// Tests each of them, at the same time.
    pub(crate) async fn each(test: impl AsyncFn(Self)) {
        let sqlite = test(Self::sqlite().await);
        match Self::postgres().await {
            Some(postgres) => _ = tokio::join!(sqlite, test(postgres)),
            None => sqlite.await,
        }
    }

    /// From now on time stands still, but for [`Self::set_clock`].
    pub(crate) async fn stop_clock(&self) {
        match &self.user {
            User::Sqlite(user) => user
                .execute_batch(&format!(
                    "CREATE TABLE clock AS SELECT {START} AS ms;
                     DROP VIEW reditus_outbox_now;
                     CREATE VIEW reditus_outbox_now (ms) AS SELECT ms FROM clock;"
                ))
                .unwrap(),
            User::Postgres(user) => user
                .batch_execute(&format!(
                    "CREATE TABLE clock AS SELECT {START}::bigint AS ms;
                     CREATE OR REPLACE FUNCTION reditus_outbox.now_ms() RETURNS bigint
                     LANGUAGE sql VOLATILE AS 'SELECT ms FROM public.clock';"
                ))
                .await
                .unwrap(),
        }
    }

    /// From now on time is so many times faster.
    pub(crate) async fn hurry(&self, speed: u32) {
        match &self.user {
            User::Sqlite(user) => user
                .execute_batch(&format!(
                    "CREATE TABLE epoch AS SELECT julianday('now') AS day;
                     DROP VIEW reditus_outbox_now;
                     CREATE VIEW reditus_outbox_now (ms) AS SELECT CAST((
                         day - 2440587.5 + (julianday('now') - day) * {speed}
                     ) * 86400000 AS INTEGER) FROM epoch;"
                ))
                .unwrap(),
            User::Postgres(user) => user
                .batch_execute(&format!(
                    "CREATE TABLE epoch AS SELECT extract(epoch FROM now()) AS start;
                     CREATE OR REPLACE FUNCTION reditus_outbox.now_ms() RETURNS bigint
                     LANGUAGE sql VOLATILE AS $$
                         SELECT ((start + (extract(epoch FROM clock_timestamp()) - start) * {speed})
                             * 1000)::bigint FROM public.epoch
                     $$;"
                ))
                .await
                .unwrap(),
        }
    }

    pub(crate) async fn wait(&self, seconds: i64) {
        let sql = format!("UPDATE clock SET ms = ms + {}", seconds * 1000);
        match &self.user {
            User::Sqlite(user) => user.execute_batch(&sql).unwrap(),
            User::Postgres(user) => user.batch_execute(&sql).await.unwrap(),
        }
    }

    /// By the public statement.
    pub(crate) async fn enqueue(&self, entry: &Entry) {
        match &self.user {
            User::Sqlite(user) => {
                user.execute(sqlite::ENQUEUE, [entry.key(), entry.body()]).unwrap();
            }
            User::Postgres(user) => {
                user.execute(postgres::ENQUEUE, &[&entry.key(), &entry.body()]).await.unwrap();
            }
        }
    }
}
