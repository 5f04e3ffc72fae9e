//! The outbox in a SQLite database.

mod columns;
mod file;
mod migrate;
mod problem;
mod transaction;
mod watch;

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Params, Row as SqlRow, named_params, params};

pub(crate) use self::watch::Watch;
use self::{
    columns::{ACCOUNT, ENTRY},
    problem::problem,
    transaction::SqliteTx,
};
use super::{Account, Figures, Glance, Millis, Page, Row, State, Store};
use crate::error::Result;

pub(crate) struct SqliteStore {
    connection: Connection,
}

impl SqliteStore {
    /// Opens the database and checks the tables' version.
    pub(crate) fn open(path: &Path, migrate: bool) -> Result<Self> {
        let connection = file::open(path, migrate)?;
        let mut store = Self { connection };
        migrate::check(&mut store.connection, migrate)?;
        Ok(store)
    }

    /// Tests need not survive a power cut.
    #[cfg(test)]
    pub(crate) fn without_sync(self) -> Self {
        self.connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
        self
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&SqlRow<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        one(&self.connection, sql, params, read)
    }
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&SqlRow<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    connection.query_row(sql, params, read).optional().map_err(problem)
}

fn many<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&SqlRow<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare(sql).map_err(problem)?;
    let rows = statement.query_map(params, read).map_err(problem)?;
    rows.collect::<rusqlite::Result<_>>().map_err(problem)
}

fn now(connection: &Connection) -> Result<Millis> {
    let sql = "SELECT ms FROM reditus_outbox_now";
    connection.query_row(sql, [], |row| row.get(0)).map_err(problem)
}

fn account(connection: &Connection, name: &str) -> Result<Account> {
    let sql = format!("SELECT {ACCOUNT} FROM reditus_outbox_accounts WHERE account = ?1");
    Ok(one(connection, &sql, [name], columns::account)?.unwrap_or_default())
}

impl Store for SqliteStore {
    type Tx<'a> = SqliteTx<'a>;

    async fn begin(&mut self, account: &str) -> Result<SqliteTx<'_>> {
        SqliteTx::begin(&mut self.connection, account)
    }

    async fn glance(&mut self, account: &str) -> Result<Glance> {
        // Each half reads the first entry of one range of the index.
        let sql = "
            SELECT min(due_at) FROM (
                SELECT (SELECT min(due_at) FROM reditus_outbox_entries
                        WHERE account = ?1 AND fresh = 0 AND due_at IS NOT NULL) AS due_at
                UNION ALL
                SELECT (SELECT min(due_at) FROM reditus_outbox_entries
                        WHERE account = ?1 AND fresh = 1 AND due_at IS NOT NULL)
            )";
        let due_at = self.one(sql, [account], |row| row.get(0))?.flatten();
        let now = now(&self.connection)?;
        Ok(Glance { now, account: self::account(&self.connection, account)?, due_at })
    }

    async fn figures(&mut self, account: &str) -> Result<Figures> {
        let now = now(&self.connection)?;
        let sql = "SELECT state, count(*), min(enqueued_at) FROM reditus_outbox_entries
                   WHERE account = ?1 AND state <> 'sent' GROUP BY state";
        let states = many(&self.connection, sql, [account], |row| {
            Ok((columns::state(row, 0)?, row.get(1)?, row.get(2)?))
        })?;
        let sql = "SELECT count(*) FROM reditus_outbox_places WHERE account = ?1 AND until > ?2";
        let places_taken = self.one(sql, params![account, now], |row| row.get(0))?.unwrap_or(0);
        Ok(Figures { now, states, places_taken })
    }

    async fn rows(&mut self, account: &str, page: Page) -> Result<Vec<Row>> {
        let sql = format!(
            "SELECT {ENTRY} FROM reditus_outbox_entries
             WHERE account = :account AND id > :after AND (:state IS NULL OR state = :state)
             ORDER BY id LIMIT :limit"
        );
        let params = named_params! {
            ":account": account, ":after": page.after, ":limit": page.limit,
            ":state": page.state.map(State::as_str),
        };
        many(&self.connection, &sql, params, columns::entry)
    }
}
