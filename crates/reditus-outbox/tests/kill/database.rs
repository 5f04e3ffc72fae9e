//! The user's own connection, to either database.

use reditus_outbox::{Entry, postgres, sqlite};
use rusqlite::{Connection, TransactionBehavior};
use tokio_postgres::NoTls;

/// How many times faster than time the outbox's clock runs: a minute is 0.3 s.
const SPEED: u32 = 200;

pub(crate) enum Database {
    Sqlite(Connection),
    Postgres(tokio_postgres::Client),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Commit,
    Rollback,
}

impl Database {
    pub(crate) async fn open(address: &str) -> Self {
        if address.starts_with("postgres:") {
            let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
            tokio::spawn(connection);
            return Self::Postgres(client);
        }
        let connection = Connection::open(address).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
        Self::Sqlite(connection)
    }

    /// The user's table, and a quick clock.
    pub(crate) async fn prepare(&self) {
        match self {
            Self::Sqlite(connection) => connection
                .execute_batch(&format!(
                    "CREATE TABLE users (uid TEXT PRIMARY KEY);
                     CREATE TABLE epoch AS SELECT julianday('now') AS day;
                     DROP VIEW reditus_outbox_now;
                     CREATE VIEW reditus_outbox_now (ms) AS SELECT CAST((
                         day - 2440587.5 + (julianday('now') - day) * {SPEED}
                     ) * 86400000 AS INTEGER) FROM epoch;"
                ))
                .unwrap(),
            Self::Postgres(client) => client
                .batch_execute(&format!(
                    "CREATE TABLE users (uid text PRIMARY KEY);
                     CREATE TABLE epoch AS SELECT extract(epoch FROM now()) AS start;
                     CREATE OR REPLACE FUNCTION reditus_outbox.now_ms() RETURNS bigint
                     LANGUAGE sql VOLATILE AS $$
                         SELECT ((start + (extract(epoch FROM clock_timestamp()) - start) * {SPEED})
                             * 1000)::bigint FROM public.epoch
                     $$;"
                ))
                .await
                .unwrap(),
        }
    }

    /// One signup: a user, and as many times the conversion.
    pub(crate) async fn sign_up(&mut self, uid: &str, entry: &Entry, times: usize, end: End) {
        match self {
            Self::Sqlite(connection) => {
                let immediate = TransactionBehavior::Immediate;
                let tx = connection.transaction_with_behavior(immediate).unwrap();
                tx.execute("INSERT INTO users (uid) VALUES (?1)", [uid]).unwrap();
                for _ in 0..times {
                    tx.execute(sqlite::ENQUEUE, [entry.key(), entry.body()]).unwrap();
                }
                match end {
                    End::Commit => tx.commit().unwrap(),
                    End::Rollback => tx.rollback().unwrap(),
                }
            }
            Self::Postgres(client) => {
                let tx = client.transaction().await.unwrap();
                tx.execute("INSERT INTO users (uid) VALUES ($1)", &[&uid]).await.unwrap();
                for _ in 0..times {
                    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 2] =
                        [&entry.key(), &entry.body()];
                    tx.execute(postgres::ENQUEUE, &params).await.unwrap();
                }
                match end {
                    End::Commit => tx.commit().await.unwrap(),
                    End::Rollback => tx.rollback().await.unwrap(),
                }
            }
        }
    }

    pub(crate) async fn texts(&self, sqlite: &str, postgres: &str) -> Vec<String> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare(sqlite).unwrap();
                let rows = statement.query_map([], |row| row.get(0)).unwrap();
                rows.collect::<Result<_, _>>().unwrap()
            }
            Self::Postgres(client) => {
                let rows = client.query(postgres, &[]).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }
}
