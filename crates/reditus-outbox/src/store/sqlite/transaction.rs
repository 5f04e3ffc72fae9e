//! One transaction that writes.

use std::ops::Range;

use rusqlite::{Connection, named_params, params, params_from_iter};

use super::{
    account,
    columns::{self, ENTRY},
    many, now, one,
    problem::problem,
};
use crate::{
    Entry, Origin,
    error::Result,
    sqlite::ENQUEUE_FOR,
    store::{Account, Millis, Pause, Places, Row, SentAs, State, Transaction},
};

/// The most entries that one transaction changes. That takes a few milliseconds, because the user's
/// own transactions wait for it.
const BATCH: i64 = 100;

pub(crate) struct SqliteTx<'a> {
    /// Mutable, since a shared reference could not be sent to another thread.
    connection: &'a mut Connection,
    name: String,
    now: Millis,
    account: Account,
    committed: bool,
}

impl<'a> SqliteTx<'a> {
    pub(super) fn begin(connection: &'a mut Connection, name: &str) -> Result<Self> {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(problem)?;
        let mut tx = Self {
            connection,
            name: name.to_owned(),
            now: 0,
            account: Account::default(),
            committed: false,
        };
        tx.now = now(tx.connection)?;
        tx.account = account(tx.connection, name)?;
        Ok(tx)
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
        self.connection.execute(sql, params).map_err(problem)
    }

    fn row(&self, what: &str, params: impl rusqlite::Params) -> Result<Option<Row>> {
        let sql = format!("SELECT {ENTRY} FROM reditus_outbox_entries WHERE {what}");
        one(self.connection, &sql, params, columns::entry)
    }
}

impl Drop for SqliteTx<'_> {
    fn drop(&mut self) {
        if !self.committed {
            // If this fails, SQLite has already rolled back.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

impl Transaction for SqliteTx<'_> {
    fn now(&self) -> Millis {
        self.now
    }

    fn account(&self) -> &Account {
        &self.account
    }

    async fn save_account(&mut self, account: &Account) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO reditus_outbox_accounts
            (account, pause, paused_at, reason, probe_at, probe_wait, wait_until, streak, refused,
             last_place, fresh_in_a_row, pace_requests, pace_window)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        self.run(
            sql,
            params![
                self.name,
                account.pause.map(Pause::as_str),
                account.paused_at,
                account.reason,
                account.probe_at,
                account.probe_wait,
                account.wait_until,
                account.streak,
                account.refused,
                account.last_place,
                account.fresh_in_a_row,
                account.pace_requests,
                account.pace_window,
            ],
        )?;
        self.account = account.clone();
        Ok(())
    }

    async fn enqueue(&mut self, entry: &Entry, origin: Origin) -> Result<bool> {
        let params = params![entry.key(), entry.body(), self.name, origin.as_str()];
        Ok(self.run(ENQUEUE_FOR, params)? > 0)
    }

    async fn first_due(&mut self, fresh: bool, due: Range<Millis>) -> Result<Option<Row>> {
        self.row(
            "account = ?1 AND fresh = ?2 AND due_at >= ?3 AND due_at < ?4
             ORDER BY due_at, id LIMIT 1",
            params![self.name, fresh, due.start, due.end],
        )
    }

    async fn predecessor(&mut self, row: &Row) -> Result<Option<i64>> {
        let sql = "
            SELECT id FROM reditus_outbox_entries
            WHERE account = :account AND state = 'delivering' AND state <> 'sent' AND id <> :id
              AND (email = :email OR uid = :uid)
            LIMIT 1";
        let (account, email, uid) = (&self.name, &row.email, &row.uid);
        let params = named_params! {
            ":account": account, ":id": row.id, ":email": email, ":uid": uid,
        };
        if let Some(id) = one(self.connection, sql, params, |row| row.get(0))? {
            return Ok(Some(id));
        }
        let mut last = None;
        for (column, identity) in [("email", email), ("uid", uid)] {
            // Wait for the last one before it: that makes a chain, and each settlement frees one.
            let sql = format!(
                "SELECT id FROM reditus_outbox_entries
                 WHERE account = ?1 AND {column} = ?2 AND id < ?3 AND state = 'waiting'
                 ORDER BY id DESC LIMIT 1"
            );
            let params = params![account, identity, row.id];
            last = last.max(one(self.connection, &sql, params, |row| row.get(0))?);
        }
        Ok(last)
    }

    async fn release(&mut self, id: i64) -> Result<()> {
        let sql = "UPDATE reditus_outbox_entries SET behind = NULL, due_at = enqueued_at
                   WHERE behind = ?1";
        self.run(sql, [id]).map(drop)
    }

    async fn load(&mut self, id: i64) -> Result<Option<Row>> {
        self.row("account = ?1 AND id = ?2", params![self.name, id])
    }

    async fn save(&mut self, row: &Row) -> Result<()> {
        let sql = "UPDATE reditus_outbox_entries SET
                body = ?3, email = ?4, uid = ?5, state = ?6, fresh = ?7, due_at = ?8, behind = ?9,
                attempts = ?10, refusals = ?11, tried_for = ?12, lone_failures = ?13, streak = ?14,
                possibly_recorded = ?15, reason = ?16, outcome = ?17, settled_at = ?18
            WHERE account = ?1 AND id = ?2";
        self.run(
            sql,
            params![
                self.name,
                row.id,
                row.body,
                row.email,
                row.uid,
                row.state.as_str(),
                row.fresh,
                row.due_at,
                row.behind,
                row.attempts,
                row.refusals,
                row.tried_for,
                row.lone_failures,
                row.streak,
                row.possibly_recorded,
                row.reason,
                row.outcome.map(SentAs::as_str),
                row.settled_at,
            ],
        )
        .map(drop)
    }

    async fn delete(&mut self, id: i64) -> Result<()> {
        let sql = "DELETE FROM reditus_outbox_entries WHERE account = ?1 AND id = ?2";
        self.run(sql, params![self.name, id]).map(drop)
    }

    async fn in_state(&mut self, state: State) -> Result<Vec<Row>> {
        let sql = format!(
            "SELECT {ENTRY} FROM reditus_outbox_entries
             WHERE account = ?1 AND state = ?2 AND state <> 'sent' ORDER BY id LIMIT ?3"
        );
        let params = params![self.name, state.as_str(), BATCH];
        many(self.connection, &sql, params, columns::entry)
    }

    async fn of_customer(&mut self, identities: &[String]) -> Result<Vec<i64>> {
        let marks = vec!["?"; identities.len()].join(", ");
        let by = |column| {
            format!(
                "SELECT id FROM reditus_outbox_entries
                 WHERE account = ? AND {column} IN ({marks}) AND {column} IS NOT NULL"
            )
        };
        let sql = format!("{} UNION {}", by("email"), by("uid"));
        let once =
            || std::iter::once(self.name.as_str()).chain(identities.iter().map(String::as_str));
        let params = params_from_iter(once().chain(once()));
        many(self.connection, &sql, params, |row| row.get(0))
    }

    async fn prune(&mut self, before: Millis) -> Result<u64> {
        let sql = "DELETE FROM reditus_outbox_entries WHERE id IN (
                SELECT id FROM reditus_outbox_entries
                WHERE state = 'sent' AND settled_at < ?2 AND account = ?1 LIMIT ?3
            )";
        self.run(sql, params![self.name, before, BATCH]).map(|deleted| deleted as u64)
    }

    async fn places(&mut self) -> Result<Places> {
        let sql = "DELETE FROM reditus_outbox_places WHERE account = ?1 AND until <= ?2";
        self.run(sql, params![self.name, self.now])?;
        let sql = "SELECT count(*), min(until) FROM reditus_outbox_places WHERE account = ?1";
        let read =
            |row: &rusqlite::Row<'_>| Ok(Places { taken: row.get(0)?, first_free: row.get(1)? });
        Ok(one(self.connection, sql, [&self.name], read)?.unwrap_or_default())
    }

    async fn take_place(&mut self, row: &Row, until: Millis) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO reditus_outbox_places (account, entry, attempt, until)
                   VALUES (?1, ?2, ?3, ?4)";
        self.run(sql, params![self.name, row.id, row.attempts, until]).map(drop)
    }

    async fn end_place(&mut self, entry: i64, attempt: i64, until: Option<Millis>) -> Result<()> {
        let place = "account = ?1 AND entry = ?2 AND attempt = ?3";
        match until {
            Some(until) => self.run(
                &format!("UPDATE reditus_outbox_places SET until = ?4 WHERE {place}"),
                params![self.name, entry, attempt, until],
            ),
            None => self.run(
                &format!("DELETE FROM reditus_outbox_places WHERE {place}"),
                params![self.name, entry, attempt],
            ),
        }
        .map(drop)
    }

    async fn commit(mut self) -> Result<()> {
        self.connection.execute_batch("COMMIT").map_err(problem)?;
        self.committed = true;
        Ok(())
    }
}
