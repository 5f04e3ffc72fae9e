//! Converts between columns and entries.

use rusqlite::{
    Row as SqlRow,
    types::{Type, ValueRef},
};

use crate::store::{Account, Pause, Row, SentAs, State};

pub(super) const ENTRY: &str = "id, key, body, email, uid, state, fresh, enqueued_at, due_at, \
    behind, attempts, refusals, tried_for, lone_failures, streak, possibly_recorded, reason, \
    outcome, settled_at";

pub(super) fn entry(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        key: text(row, 1)?.unwrap_or_default(),
        body: text(row, 2)?,
        email: text(row, 3)?,
        uid: text(row, 4)?,
        state: state(row, 5)?,
        fresh: row.get(6)?,
        enqueued_at: row.get(7)?,
        due_at: row.get(8)?,
        behind: row.get(9)?,
        attempts: row.get(10)?,
        refusals: row.get(11)?,
        tried_for: row.get(12)?,
        lone_failures: row.get(13)?,
        streak: row.get(14)?,
        possibly_recorded: row.get(15)?,
        reason: row.get(16)?,
        outcome: named(row, 17, SentAs::parse)?,
        settled_at: row.get(18)?,
    })
}

/// SQLite accepts any bytes as text, such as what a client bound, or half of a surrogate pair in
/// JSON.
fn text(row: &SqlRow<'_>, at: usize) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(at)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Null => None,
    })
}

pub(super) const ACCOUNT: &str = "pause, paused_at, reason, probe_at, probe_wait, wait_until, \
    streak, refused, last_place, fresh_in_a_row, pace_requests, pace_window";

pub(super) fn account(row: &SqlRow<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        pause: named(row, 0, Pause::parse)?,
        paused_at: row.get(1)?,
        reason: row.get(2)?,
        probe_at: row.get(3)?,
        probe_wait: row.get(4)?,
        wait_until: row.get(5)?,
        streak: row.get(6)?,
        refused: row.get(7)?,
        last_place: row.get(8)?,
        fresh_in_a_row: row.get(9)?,
        pace_requests: row.get(10)?,
        pace_window: row.get(11)?,
    })
}

pub(super) fn state(row: &SqlRow<'_>, at: usize) -> rusqlite::Result<State> {
    named(row, at, State::parse)?.ok_or_else(|| unknown(at))
}

fn named<T>(
    row: &SqlRow<'_>,
    at: usize,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    match row.get::<_, Option<String>>(at)? {
        None => Ok(None),
        Some(name) => parse(&name).map(Some).ok_or_else(|| unknown(at)),
    }
}

fn unknown(at: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, "an unknown name".into())
}
