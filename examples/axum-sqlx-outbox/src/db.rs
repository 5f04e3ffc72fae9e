//! The users, and the outbox next to them. Keep the half with your own database.

use std::error::Error;

use reditus_outbox::{Address, Entry, Worker, WorkerBuilder, postgres, sqlite};
use sqlx::{
    PgPool, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

pub struct Db {
    url: String,
    pool: Pool,
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

const INSERT: &str =
    "INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO NOTHING RETURNING id";

impl Db {
    /// Opens the database, and creates the table of users if it is missing.
    pub async fn open(url: &str) -> Result<Self, Box<dyn Error>> {
        let pool = if url.starts_with("postgres") {
            let pool = PgPool::connect(url).await?;
            let id = "id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY";
            let users = format!("CREATE TABLE IF NOT EXISTS users ({id}, email text UNIQUE)");
            sqlx::raw_sql(&users).execute(&pool).await?;
            Pool::Postgres(pool)
        } else {
            let options = url
                .parse::<SqliteConnectOptions>()?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full); // a commit survives a power cut
            let pool = SqlitePool::connect_with(options).await?;
            let users = "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email UNIQUE)";
            sqlx::raw_sql(users).execute(&pool).await?;
            Pool::Sqlite(pool)
        };
        Ok(Self { url: url.to_owned(), pool })
    }

    /// Reports what is in the outbox. It creates the outbox's tables here; with migrations of your
    /// own, add what `reditus outbox schema` prints to them.
    pub fn worker(&self) -> Result<WorkerBuilder, Box<dyn Error>> {
        Ok(Worker::at(Address::parse(&self.url)?).migrate(true))
    }

    /// Adds a user, and in the same transaction the conversion that `entry` makes of the new id.
    /// False if the e-mail address is taken.
    pub async fn sign_up(
        &self,
        email: &str,
        entry: impl FnOnce(i64) -> Option<Entry>,
    ) -> sqlx::Result<bool> {
        match &self.pool {
            Pool::Sqlite(pool) => {
                // A transaction that began by reading cannot write once another has written.
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                let id = sqlx::query_scalar(INSERT).bind(email).fetch_optional(&mut *tx).await?;
                if let Some(entry) = id.and_then(entry) {
                    let enqueue = sqlx::query(sqlite::ENQUEUE).bind(entry.key()).bind(entry.body());
                    enqueue.execute(&mut *tx).await?;
                }
                tx.commit().await?;
                Ok(id.is_some())
            }
            Pool::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                let id = sqlx::query_scalar(INSERT).bind(email).fetch_optional(&mut *tx).await?;
                if let Some(entry) = id.and_then(entry) {
                    let enqueue =
                        sqlx::query(postgres::ENQUEUE).bind(entry.key()).bind(entry.body());
                    enqueue.execute(&mut *tx).await?;
                }
                tx.commit().await?;
                Ok(id.is_some())
            }
        }
    }
}
