//! One transaction that writes.

use std::ops::Range;

use tokio_postgres::{
    Client,
    types::{ToSql, Type},
};

use super::{
    Param, Queries, account,
    columns::{self, ENTRY},
    problem::problem,
};
use crate::{
    Entry, Origin,
    error::Result,
    postgres::ENQUEUE_FOR,
    store::{Account, Millis, Pause, Places, Row, SentAs, State, Transaction},
};

/// The most entries that one transaction changes.
const BATCH: i64 = 1000;

/// Once the account is locked: the time, because another worker may have held the lock for a while.
/// And a commit that the server would not wait for is waited for: a claim must survive a power cut
/// once its request is sent, and so must what a relay has promised to report.
const BEGUN: &str = "
    SELECT reditus_outbox.now_ms(), CASE current_setting('synchronous_commit')
        WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END";

pub(crate) struct PostgresTx<'a> {
    tx: tokio_postgres::Transaction<'a>,
    name: String,
    now: Millis,
    account: Account,
}

impl<'a> PostgresTx<'a> {
    pub(super) async fn begin(client: &'a mut Client, name: &str) -> Result<Self> {
        let tx = client.transaction().await.map_err(problem)?;
        let locked = "FOR UPDATE";
        let account = match account(&tx, name, locked).await? {
            Some(account) => account,
            None => {
                let sql = "INSERT INTO reditus_outbox.accounts (account) VALUES ($1)
                           ON CONFLICT DO NOTHING";
                tx.all(sql, &[(&name, Type::TEXT)]).await?;
                account(&tx, name, locked).await?.unwrap_or_default()
            }
        };
        let now = columns::get(&tx.one(BEGUN, &[]).await?, 0)?;
        Ok(Self { tx, name: name.to_owned(), now, account })
    }

    async fn run(&self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.tx.execute_typed(sql, params).await.map_err(problem)
    }

    async fn row(&self, what: &str, params: &[Param<'_>]) -> Result<Option<Row>> {
        let sql = format!("SELECT {ENTRY} FROM reditus_outbox.entries WHERE {what}");
        self.tx.all(&sql, params).await?.first().map(columns::entry).transpose()
    }

    async fn id(&self, sql: &str, params: &[Param<'_>]) -> Result<Option<i64>> {
        self.tx.all(sql, params).await?.first().map(|row| columns::get(row, 0)).transpose()
    }
}

fn text(value: &(dyn ToSql + Sync)) -> Param<'_> {
    (value, Type::TEXT)
}

fn int(value: &(dyn ToSql + Sync)) -> Param<'_> {
    (value, Type::INT8)
}

impl Transaction for PostgresTx<'_> {
    fn now(&self) -> Millis {
        self.now
    }

    fn account(&self) -> &Account {
        &self.account
    }

    async fn save_account(&mut self, account: &Account) -> Result<()> {
        let sql = "UPDATE reditus_outbox.accounts SET
                pause = $2, paused_at = $3, reason = $4, probe_at = $5, probe_wait = $6,
                wait_until = $7, streak = $8, refused = $9, last_place = $10, fresh_in_a_row = $11,
                pace_requests = $12, pace_window = $13
            WHERE account = $1";
        self.run(
            sql,
            &[
                text(&self.name),
                text(&account.pause.map(Pause::as_str)),
                int(&account.paused_at),
                text(&account.reason),
                int(&account.probe_at),
                int(&account.probe_wait),
                int(&account.wait_until),
                int(&account.streak),
                int(&account.refused),
                int(&account.last_place),
                int(&account.fresh_in_a_row),
                int(&account.pace_requests),
                int(&account.pace_window),
            ],
        )
        .await?;
        self.account = account.clone();
        Ok(())
    }

    async fn enqueue(&mut self, entry: &Entry, origin: Origin) -> Result<bool> {
        let (key, body, origin) = (entry.key(), entry.body(), origin.as_str());
        let params = [text(&key), text(&body), text(&self.name), text(&origin)];
        Ok(self.run(ENQUEUE_FOR, &params).await? > 0)
    }

    async fn first_due(&mut self, fresh: bool, due: Range<Millis>) -> Result<Option<Row>> {
        // A literal, because with a parameter the planner could not use the partial index.
        let fresh = if fresh { "fresh" } else { "NOT fresh" };
        let what = format!(
            "account = $1 AND {fresh} AND due_at >= $2 AND due_at < $3
             ORDER BY due_at, id LIMIT 1"
        );
        self.row(&what, &[text(&self.name), int(&due.start), int(&due.end)]).await
    }

    async fn predecessor(&mut self, row: &Row) -> Result<Option<i64>> {
        let sql = "
            SELECT id FROM reditus_outbox.entries
            WHERE account = $1 AND state = 'delivering' AND state <> 'sent' AND id <> $2
              AND (email = $3 OR uid = $4)
            LIMIT 1";
        let params = [text(&self.name), int(&row.id), text(&row.email), text(&row.uid)];
        if let Some(id) = self.id(sql, &params).await? {
            return Ok(Some(id));
        }
        let mut last = None;
        for (column, identity) in [("email", &row.email), ("uid", &row.uid)] {
            // Wait for the last one before it: that makes a chain, and each settlement frees one.
            // OFFSET 0 stops the planner from choosing an index by `state`: with statistics from
            // before an import, it would read every waiting entry.
            let sql = format!(
                "SELECT id FROM (
                     SELECT id, state FROM reditus_outbox.entries
                     WHERE account = $1 AND {column} = $2 AND id < $3 ORDER BY id DESC OFFSET 0
                 ) AS customers WHERE state = 'waiting' ORDER BY id DESC LIMIT 1"
            );
            let params = [text(&self.name), text(identity), int(&row.id)];
            last = last.max(self.id(&sql, &params).await?);
        }
        Ok(last)
    }

    async fn release(&mut self, id: i64) -> Result<()> {
        let sql = "UPDATE reditus_outbox.entries SET behind = NULL, due_at = enqueued_at
                   WHERE behind = $1";
        self.run(sql, &[int(&id)]).await.map(drop)
    }

    async fn load(&mut self, id: i64) -> Result<Option<Row>> {
        self.row("account = $1 AND id = $2", &[text(&self.name), int(&id)]).await
    }

    async fn save(&mut self, row: &Row) -> Result<()> {
        let sql = "UPDATE reditus_outbox.entries SET
                body = $3, email = $4, uid = $5, state = $6, fresh = $7, due_at = $8, behind = $9,
                attempts = $10, refusals = $11, tried_for = $12, lone_failures = $13, streak = $14,
                possibly_recorded = $15, reason = $16, outcome = $17, settled_at = $18
            WHERE account = $1 AND id = $2";
        self.run(
            sql,
            &[
                text(&self.name),
                int(&row.id),
                text(&row.body),
                text(&row.email),
                text(&row.uid),
                text(&row.state.as_str()),
                (&row.fresh, Type::BOOL),
                int(&row.due_at),
                int(&row.behind),
                int(&row.attempts),
                int(&row.refusals),
                int(&row.tried_for),
                int(&row.lone_failures),
                int(&row.streak),
                (&row.possibly_recorded, Type::BOOL),
                text(&row.reason),
                text(&row.outcome.map(SentAs::as_str)),
                int(&row.settled_at),
            ],
        )
        .await
        .map(drop)
    }

    async fn delete(&mut self, id: i64) -> Result<()> {
        let sql = "DELETE FROM reditus_outbox.entries WHERE account = $1 AND id = $2";
        self.run(sql, &[text(&self.name), int(&id)]).await.map(drop)
    }

    async fn in_state(&mut self, state: State) -> Result<Vec<Row>> {
        let sql = format!(
            "SELECT {ENTRY} FROM reditus_outbox.entries
             WHERE account = $1 AND state = $2 AND state <> 'sent' ORDER BY id LIMIT $3"
        );
        let state = state.as_str();
        let params = [text(&self.name), text(&state), int(&BATCH)];
        self.tx.all(&sql, &params).await?.iter().map(columns::entry).collect()
    }

    async fn of_customer(&mut self, identities: &[String]) -> Result<Vec<i64>> {
        let sql = "
            SELECT id FROM reditus_outbox.entries WHERE account = $1 AND email = ANY($2)
            UNION
            SELECT id FROM reditus_outbox.entries WHERE account = $1 AND uid = ANY($2)";
        let params = [text(&self.name), (&identities, Type::TEXT_ARRAY)];
        self.tx.all(sql, &params).await?.iter().map(|row| columns::get(row, 0)).collect()
    }

    async fn prune(&mut self, before: Millis) -> Result<u64> {
        let sql = "DELETE FROM reditus_outbox.entries WHERE id IN (
                SELECT id FROM reditus_outbox.entries
                WHERE state = 'sent' AND settled_at < $2 AND account = $1 LIMIT $3
            )";
        self.run(sql, &[text(&self.name), int(&before), int(&BATCH)]).await
    }

    async fn places(&mut self) -> Result<Places> {
        let sql = "DELETE FROM reditus_outbox.places WHERE account = $1 AND until <= $2";
        self.run(sql, &[text(&self.name), int(&self.now)]).await?;
        let sql = "SELECT count(*), min(until) FROM reditus_outbox.places WHERE account = $1";
        let row = self.tx.one(sql, &[text(&self.name)]).await?;
        Ok(Places { taken: columns::get(&row, 0)?, first_free: columns::get(&row, 1)? })
    }

    async fn take_place(&mut self, row: &Row, until: Millis) -> Result<()> {
        let sql = "INSERT INTO reditus_outbox.places (account, entry, attempt, until)
                   VALUES ($1, $2, $3, $4)
                   ON CONFLICT (account, entry, attempt) DO UPDATE SET until = excluded.until";
        let params = [text(&self.name), int(&row.id), int(&row.attempts), int(&until)];
        self.run(sql, &params).await.map(drop)
    }

    async fn end_place(&mut self, entry: i64, attempt: i64, until: Option<Millis>) -> Result<()> {
        let place = "account = $1 AND entry = $2 AND attempt = $3";
        let params = [text(&self.name), int(&entry), int(&attempt)];
        match &until {
            Some(until) => {
                let sql = format!("UPDATE reditus_outbox.places SET until = $4 WHERE {place}");
                self.run(&sql, &[&params[..], &[int(until)]].concat()).await
            }
            None => {
                let sql = format!("DELETE FROM reditus_outbox.places WHERE {place}");
                self.run(&sql, &params).await
            }
        }
        .map(drop)
    }

    async fn commit(self) -> Result<()> {
        self.tx.commit().await.map_err(problem)
    }
}
