//! The tables of a ledger, and how an older one becomes one of today.

use rusqlite::Connection;

use super::{error::Problem, file::APPLICATION};

/// Stored as SQLite's `user_version`. A change of the tables adds a migration and raises it.
pub(super) const VERSION: i32 = 2;

const CREATE: &str = "
CREATE TABLE import (
    base_url   TEXT    NOT NULL,
    salt       BLOB    NOT NULL,  -- of the token's fingerprint
    account    BLOB,              -- the token's fingerprint; NULL: of an older ledger
    run        INTEGER NOT NULL,
    checkpoint INTEGER NOT NULL,  -- see wal.rs
    wal        INTEGER NOT NULL,  -- see wal.rs
    incomplete INTEGER NOT NULL,  -- 1: a part of the ledger was lost
    requests   BLOB    NOT NULL,  -- see requests.rs
    in_flight  INTEGER NOT NULL,
    seen       INTEGER NOT NULL,  -- unix milliseconds
    marks      BLOB    NOT NULL   -- see marks.rs
);
INSERT INTO import VALUES ('', randomblob(16), NULL, 0, 0, 0, 0, x'', 0, 0, x'');
CREATE TABLE rows (
    key               BLOB    PRIMARY KEY, -- see Key
    run               INTEGER NOT NULL,    -- the run that wrote this
    fate              TEXT    NOT NULL,    -- see FateKind::as_str
    possibly_recorded INTEGER NOT NULL,
    reason            TEXT,
    failures          INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
";

/// `MIGRATIONS[n]` makes a ledger of version `n + 1` one of version `n + 2`.
const MIGRATIONS: [&str; 1] = ["
ALTER TABLE rows RENAME COLUMN unsure TO possibly_recorded;
ALTER TABLE rows ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import RENAME TO import_1;
CREATE TABLE import (
    base_url   TEXT    NOT NULL,
    salt       BLOB    NOT NULL,
    account    BLOB,
    run        INTEGER NOT NULL,
    checkpoint INTEGER NOT NULL,
    wal        INTEGER NOT NULL,
    incomplete INTEGER NOT NULL,
    requests   BLOB    NOT NULL,
    in_flight  INTEGER NOT NULL,
    seen       INTEGER NOT NULL,
    marks      BLOB    NOT NULL
);
-- Version 1 kept one time: the whole limit may have been used until then.
INSERT INTO import
    SELECT base_url, randomblob(16), NULL, run, 0, 0, 0, x'', 100 * (last_request > 0), last_request,
        x''
    FROM import_1;
DROP TABLE import_1;
"];

/// Creates the tables, or brings them up to date, in the open transaction.
pub(super) fn prepare(connection: &Connection) -> Result<(), Problem> {
    let number = |query: &str| connection.query_row(query, [], |row| row.get::<_, i32>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    match (application, version) {
        (APPLICATION, 1..=VERSION) => {
            let done = usize::try_from(version - 1).unwrap_or_default();
            for migration in MIGRATIONS.iter().skip(done) {
                connection.execute_batch(migration)?;
            }
        }
        (0, 0) if number("SELECT count(*) FROM sqlite_schema")? == 0 => {
            connection.execute_batch(CREATE)?;
        }
        (APPLICATION, version) => return Err(Problem::Newer { version, newest: VERSION }),
        _ => return Err(Problem::Foreign),
    }
    let stamp = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};");
    Ok(connection.execute_batch(&stamp)?)
}
