//! An empty outbox, and the user's own connection, in either database.

use std::{
    env, fmt,
    sync::atomic::{AtomicUsize, Ordering},
};

use reditus_outbox::{Address, Entry, Outbox, postgres, sqlite};
use rusqlite::{Connection, TransactionBehavior};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls, Statement};

use crate::Result;

pub(crate) enum Engine {
    Sqlite,
    /// With the URL of a server; each outbox gets a database of its own.
    Postgres(String),
}

impl Engine {
    /// PostgreSQL if `DATABASE_URL` names a server.
    pub(crate) fn all() -> Vec<Self> {
        let server = env::var("DATABASE_URL").ok().map(Self::Postgres);
        [Some(Self::Sqlite), server].into_iter().flatten().collect()
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        })
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Write {
    Plain,
    Enqueue,
}

pub(crate) struct Database {
    pub(crate) outbox: Outbox,
    pub(crate) address: Address,
    user: User,
    _folder: TempDir,
}

enum User {
    Sqlite(Connection),
    Postgres { client: Client, plain: Statement, enqueue: Statement },
}

const PLAIN_TABLE: &str = "CREATE TABLE plain (key TEXT PRIMARY KEY, body TEXT)";
const SQLITE_PLAIN: &str = "INSERT INTO plain VALUES (?1, ?2)";
const POSTGRES_PLAIN: &str = "INSERT INTO plain VALUES ($1, $2)";

impl Database {
    pub(crate) async fn new(engine: &Engine) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let address = match engine {
            Engine::Sqlite => Address::Sqlite(folder.path().join("app.db")),
            Engine::Postgres(server) => Address::Postgres(create_database(server).await?),
        };
        let outbox = Outbox::at(address.clone()).migrate(true).open().await?;
        let user = match engine {
            Engine::Sqlite => {
                let user = Connection::open(folder.path().join("app.db"))?;
                user.busy_timeout(std::time::Duration::from_secs(5))?;
                user.execute_batch(PLAIN_TABLE)?;
                User::Sqlite(user)
            }
            Engine::Postgres(_) => {
                let Address::Postgres(url) = &address else { unreachable!() };
                let client = connect(url).await?;
                client.batch_execute(PLAIN_TABLE).await?;
                let plain = client.prepare(POSTGRES_PLAIN).await?;
                let enqueue = client.prepare(postgres::ENQUEUE).await?;
                User::Postgres { client, plain, enqueue }
            }
        };
        Ok(Self { outbox, address, user, _folder: folder })
    }

    /// A whole transaction of the user's.
    pub(crate) async fn commit(&mut self, write: Write, entry: &Entry) -> Result {
        match &mut self.user {
            User::Sqlite(user) => {
                let tx = user.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let sql = match write {
                    Write::Plain => SQLITE_PLAIN,
                    Write::Enqueue => sqlite::ENQUEUE,
                };
                tx.execute(sql, [entry.key(), entry.body()])?;
                tx.commit()?;
            }
            User::Postgres { client, plain, enqueue } => {
                let tx = client.transaction().await?;
                let statement = match write {
                    Write::Plain => &*plain,
                    Write::Enqueue => &*enqueue,
                };
                tx.execute(statement, &[&entry.key(), &entry.body()]).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// All at once, after a time in which everything was sent: PostgreSQL's statistics are of then.
    pub(crate) async fn fill(&self, backlog: Backlog) -> Result {
        let (count, fresh, delay) = backlog.columns();
        match &self.user {
            User::Sqlite(user) => user.execute_batch(&format!(
                r#"WITH RECURSIVE number (n) AS
                     (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {count})
                   INSERT INTO reditus_outbox_entries (key, body, uid, fresh, enqueued_at, due_at)
                   SELECT n, '{{"affiliate_slug":"john","uid":"' || n || '"}}', n, {fresh},
                       ms, ms + {delay}
                   FROM number, reditus_outbox_now"#
            ))?,
            User::Postgres { client, .. } => {
                client
                    .batch_execute(
                        "INSERT INTO reditus_outbox.entries (key, state, enqueued_at)
                         SELECT 'sent ' || n, 'sent', 0 FROM generate_series(1, 1000) AS n;
                         ANALYZE reditus_outbox.entries",
                    )
                    .await?;
                client
                    .batch_execute(&format!(
                        r#"INSERT INTO reditus_outbox.entries
                               (key, body, uid, fresh, enqueued_at, due_at)
                           SELECT n, '{{"affiliate_slug":"john","uid":"' || n || '"}}',
                               'sha256:' || encode(sha256(n::text::bytea), 'hex'), {fresh},
                               ms, ms + {delay}
                           FROM generate_series(1, {count}::bigint) AS n,
                               (SELECT reditus_outbox.now_ms() AS ms) AS now"#
                    ))
                    .await?;
            }
        }
        Ok(())
    }

    /// The processes of the server that serve the outbox.
    pub(crate) async fn servers(&self) -> Result<Vec<String>> {
        let User::Postgres { client, .. } = &self.user else { return Ok(Vec::new()) };
        let sql = "SELECT pid::text FROM pg_stat_activity
                   WHERE datname = current_database() AND application_name = 'reditus-outbox'";
        Ok(client.query(sql, &[]).await?.iter().map(|row| row.get(0)).collect())
    }
}

/// What waits for a worker.
#[derive(Clone, Copy)]
pub(crate) enum Backlog {
    Little,
    /// Everything is due.
    Due,
    /// Half of it has been due for up to 30 days, and half of it will be within 30.
    Spread,
    /// 100 are due, and all others later, each at another time.
    Later,
}

impl Backlog {
    pub(crate) const ALL: [Self; 4] = [Self::Little, Self::Due, Self::Spread, Self::Later];

    /// How many, and of number n whether it is fresh and in how many milliseconds it is due.
    fn columns(self) -> (u32, &'static str, &'static str) {
        match self {
            Self::Little => (100, "true", "0"),
            Self::Due => (1_000_000, "true", "0"),
            Self::Spread => (1_000_000, "n % 2 = 0", "(n - 500000) * 5184"),
            Self::Later => (1_000_000, "false", "CASE WHEN n <= 100 THEN 0 ELSE n * 2592 END"),
        }
    }
}

impl fmt::Display for Backlog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Little => "100 due",
            Self::Due => "1,000,000 due",
            Self::Spread => "1,000,000 over 60 days, the middle of them due now",
            Self::Later => "100 due and 999,900 later",
        })
    }
}

/// Its URL.
async fn create_database(server: &str) -> Result<String> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("bench{}", NEXT.fetch_add(1, Ordering::Relaxed));
    connect(server).await?.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    let (server, _) = server.rsplit_once('/').ok_or("expected DATABASE_URL to end in a name")?;
    Ok(format!("{server}/{name}"))
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
