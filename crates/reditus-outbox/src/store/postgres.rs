//! The outbox in a PostgreSQL database.

mod columns;
mod connect;
mod migrate;
mod problem;
mod transaction;

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;
use tokio_postgres::{
    Client, Config,
    types::{ToSql, Type},
};

use self::{
    columns::{ACCOUNT, ENTRY},
    problem::problem,
    transaction::PostgresTx,
};
use super::{Account, Figures, Glance, Millis, Page, Row, State, Store};
use crate::error::{Error, ErrorKind, Result};

/// The longest that an operation may take before the connection is given up.
const LONGEST: Duration = Duration::from_secs(20);

pub(crate) struct PostgresStore {
    config: Config,
    client: Option<Client>,
    /// Notified when an entry was enqueued, if a worker listens.
    committed: Option<Arc<Notify>>,
}

/// A parameter with its type, so that statements need no name and PgBouncer can run each
/// transaction on another server connection.
type Param<'a> = (&'a (dyn ToSql + Sync), Type);

impl PostgresStore {
    /// Connects and checks the tables' version.
    pub(crate) async fn open(url: &str, migrate: bool) -> Result<Self> {
        let config = connect::config(url)?;
        let mut store = Self { config, client: None, committed: None };
        migrate::check(store.client().await?, migrate).await?;
        Ok(store)
    }

    /// Notifies `committed` from the next connection on.
    pub(crate) fn listen(&mut self, committed: Arc<Notify>) {
        self.committed = Some(committed);
        self.client = None;
    }

    /// Does the work within [`LONGEST`]. A connection that fails or hangs is not used again.
    pub(crate) async fn in_time<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let result = match tokio::time::timeout(LONGEST, work(self)).await {
            Ok(result) => result,
            Err(_) => {
                Err(Error::new(ErrorKind::Unavailable, "the PostgreSQL server did not respond"))
            }
        };
        if result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Unavailable) {
            self.client = None;
        }
        result
    }

    async fn client(&mut self) -> Result<&mut Client> {
        let open = self.client.take().filter(|client| !client.is_closed());
        let client = match open {
            Some(client) => client,
            None => connect::connect(&self.config, self.committed.clone()).await?,
        };
        Ok(self.client.insert(client))
    }
}

async fn now(client: &impl Queries) -> Result<Millis> {
    let row = client.one("SELECT reditus_outbox.now_ms()", &[]).await?;
    columns::get(&row, 0)
}

async fn account(client: &impl Queries, name: &str, lock: &str) -> Result<Option<Account>> {
    let sql = format!("SELECT {ACCOUNT} FROM reditus_outbox.accounts WHERE account = $1 {lock}");
    let rows = client.all(&sql, &[(&name, Type::TEXT)]).await?;
    rows.first().map(columns::account).transpose()
}

impl Store for PostgresStore {
    type Tx<'a> = PostgresTx<'a>;

    async fn begin(&mut self, account: &str) -> Result<PostgresTx<'_>> {
        PostgresTx::begin(self.client().await?, account).await
    }

    async fn glance(&mut self, account: &str) -> Result<Glance> {
        let client = self.client().await?;
        // Each half reads the first entry of one range of the index. Not `min`: with statistics from
        // before an import, the planner may think that the range is empty, and read all of it.
        let sql = "
            SELECT least(
                (SELECT due_at FROM reditus_outbox.entries
                 WHERE account = $1 AND NOT fresh AND due_at IS NOT NULL ORDER BY due_at LIMIT 1),
                (SELECT due_at FROM reditus_outbox.entries
                 WHERE account = $1 AND fresh AND due_at IS NOT NULL ORDER BY due_at LIMIT 1)
            )";
        let due_at = columns::get(&client.one(sql, &[(&account, Type::TEXT)]).await?, 0)?;
        let now = now(client).await?;
        let account = self::account(client, account, "").await?.unwrap_or_default();
        Ok(Glance { now, account, due_at })
    }

    async fn figures(&mut self, account: &str) -> Result<Figures> {
        let client = self.client().await?;
        let now = now(client).await?;
        let sql = "SELECT state, count(*), min(enqueued_at) FROM reditus_outbox.entries
                   WHERE account = $1 AND state <> 'sent' GROUP BY state";
        let rows = client.all(sql, &[(&account, Type::TEXT)]).await?;
        let states = rows
            .iter()
            .map(|row| Ok((columns::state(row, 0)?, columns::get(row, 1)?, columns::get(row, 2)?)))
            .collect::<Result<_>>()?;
        let sql = "SELECT count(*) FROM reditus_outbox.places WHERE account = $1 AND until > $2";
        let row = client.one(sql, &[(&account, Type::TEXT), (&now, Type::INT8)]).await?;
        Ok(Figures { now, states, places_taken: columns::get(&row, 0)? })
    }

    async fn rows(&mut self, account: &str, page: Page) -> Result<Vec<Row>> {
        let client = self.client().await?;
        let sql = format!(
            "SELECT {ENTRY} FROM reditus_outbox.entries
             WHERE account = $1 AND id > $2 AND ($3::text IS NULL OR state = $3)
             ORDER BY id LIMIT $4"
        );
        let state = page.state.map(State::as_str);
        let rows = client
            .all(
                &sql,
                &[
                    (&account, Type::TEXT),
                    (&page.after, Type::INT8),
                    (&state, Type::TEXT),
                    (&page.limit, Type::INT8),
                ],
            )
            .await?;
        rows.iter().map(columns::entry).collect()
    }
}

/// Unnamed statements, in a transaction or outside one.
trait Queries: Sync {
    fn all(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> impl Future<Output = Result<Vec<tokio_postgres::Row>>> + Send;

    fn one(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> impl Future<Output = Result<tokio_postgres::Row>> + Send {
        async {
            let none = || Error::new(ErrorKind::Database, "a statement returned nothing");
            self.all(sql, params).await?.into_iter().next().ok_or_else(none)
        }
    }
}

impl Queries for Client {
    async fn all(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<tokio_postgres::Row>> {
        self.query_typed(sql, params).await.map_err(problem)
    }
}

impl Queries for tokio_postgres::Transaction<'_> {
    async fn all(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<tokio_postgres::Row>> {
        self.query_typed(sql, params).await.map_err(problem)
    }
}
