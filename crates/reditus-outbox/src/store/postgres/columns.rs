//! Converts between columns and entries.

use tokio_postgres::{Row as SqlRow, types::FromSql};

use crate::{
    error::{Error, ErrorKind, Result},
    store::{Account, Pause, Row, SentAs, State},
};

pub(super) const ENTRY: &str = "id, key, body, email, uid, state, fresh, enqueued_at, due_at, \
    behind, attempts, refusals, tried_for, lone_failures, streak, possibly_recorded, reason, \
    outcome, settled_at";

pub(super) fn entry(row: &SqlRow) -> Result<Row> {
    Ok(Row {
        id: get(row, 0)?,
        key: get(row, 1)?,
        body: get(row, 2)?,
        email: get(row, 3)?,
        uid: get(row, 4)?,
        state: state(row, 5)?,
        fresh: get(row, 6)?,
        enqueued_at: get(row, 7)?,
        due_at: get(row, 8)?,
        behind: get(row, 9)?,
        attempts: get(row, 10)?,
        refusals: get(row, 11)?,
        tried_for: get(row, 12)?,
        lone_failures: get(row, 13)?,
        streak: get(row, 14)?,
        possibly_recorded: get(row, 15)?,
        reason: get(row, 16)?,
        outcome: named(row, 17, SentAs::parse)?,
        settled_at: get(row, 18)?,
    })
}

pub(super) const ACCOUNT: &str = "pause, paused_at, reason, probe_at, probe_wait, wait_until, \
    streak, refused, last_place, fresh_in_a_row, pace_requests, pace_window";

pub(super) fn account(row: &SqlRow) -> Result<Account> {
    Ok(Account {
        pause: named(row, 0, Pause::parse)?,
        paused_at: get(row, 1)?,
        reason: get(row, 2)?,
        probe_at: get(row, 3)?,
        probe_wait: get(row, 4)?,
        wait_until: get(row, 5)?,
        streak: get(row, 6)?,
        refused: get(row, 7)?,
        last_place: get(row, 8)?,
        fresh_in_a_row: get(row, 9)?,
        pace_requests: get(row, 10)?,
        pace_window: get(row, 11)?,
    })
}

pub(super) fn state(row: &SqlRow, at: usize) -> Result<State> {
    named(row, at, State::parse)?.ok_or_else(unreadable)
}

pub(super) fn get<'a, T: FromSql<'a>>(row: &'a SqlRow, at: usize) -> Result<T> {
    row.try_get(at).map_err(|_| unreadable())
}

fn named<T>(row: &SqlRow, at: usize, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    match get::<Option<&str>>(row, at)? {
        None => Ok(None),
        Some(name) => parse(name).map(Some).ok_or_else(unreadable),
    }
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Database, "the outbox's tables hold what cannot be read")
}
