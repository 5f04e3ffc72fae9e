//! What became of each row, on disk.

mod file;

use std::{
    path::{Path, absolute},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, params};

use file::APPLICATION;

use super::{
    fate::{Fate, Refusal},
    key::Key,
};

const VERSION: i32 = 1;

const SCHEMA: &str = "
CREATE TABLE import (
    base_url     TEXT    NOT NULL,
    run          INTEGER NOT NULL,
    last_request INTEGER NOT NULL -- unix milliseconds
);
CREATE TABLE rows (
    key    BLOB    PRIMARY KEY, -- see Key
    run    INTEGER NOT NULL,    -- the run that wrote this
    fate   TEXT    NOT NULL,    -- see Fate::name
    unsure INTEGER NOT NULL,    -- whether it may have been recorded, for all that is known
    reason TEXT
) WITHOUT ROWID;
";

/// The open ledger. While it is open, no one else can open it.
pub(crate) struct Ledger {
    connection: Connection,
    run: i64,
}

/// What the ledger holds of a row.
pub(crate) struct Held {
    pub(crate) fate: Fate,
    /// The run that is under way wrote it.
    pub(crate) now: bool,
}

impl Ledger {
    /// Opens the ledger of an import to this service, or begins one.
    pub(crate) fn open(path: &Path, base_url: &str) -> Result<Self, String> {
        let problem = |error: rusqlite::Error| format!("{}: {}", path.display(), why(&error));
        let refuse = |what: &str| Err(format!("{}: {what}", path.display()));
        match file::is_ours(path) {
            Ok(true) => {}
            Ok(false) => return refuse("it is no ledger; name another file with --ledger"),
            Err(error) => return refuse(&format!("{error}; name another file with --ledger")),
        }
        // A path, and nothing that SQLite takes for more than one.
        let path_alone = absolute(path).unwrap_or_else(|_| path.to_owned());
        let flags = OpenFlags::default() & !OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(path_alone, flags).map_err(problem)?;
        // Another import takes hours: whoever comes second is told so at once.
        connection.busy_timeout(Duration::ZERO).map_err(problem)?;
        // The lock is the process's: it is gone when the process is, however that ends. Written
        // ahead and synchronised in full, a commit outlasts a loss of power, too. Memory is the
        // system's to spend: more rows take no more of ours.
        let settings = "
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON;
            PRAGMA cache_size = -256;
            BEGIN EXCLUSIVE;";
        connection.execute_batch(settings).map_err(problem)?;
        Self { connection, run: 0 }.begin(base_url).map_err(|error| match error {
            Opening::Foreign(what) => format!("{}: {what}", path.display()),
            Opening::Failed(error) => problem(error),
        })
    }

    fn begin(mut self, base_url: &str) -> Result<Self, Opening> {
        let pragma = |name| self.connection.query_row(&format!("PRAGMA {name}"), [], integer);
        let tables = "SELECT count(*) FROM sqlite_schema";
        match (pragma("application_id")?, pragma("user_version")?) {
            (APPLICATION, VERSION) => {}
            (0, 0) if self.connection.query_row(tables, [], integer)? == 0 => {
                self.connection.execute_batch(SCHEMA)?;
                self.connection.execute_batch(&format!(
                    "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
                ))?;
                let begin = "INSERT INTO import VALUES (?1, 0, 0)";
                self.connection.execute(begin, [base_url])?;
            }
            (APPLICATION, version) => {
                return Err(Opening::Foreign(format!(
                    "it is a ledger of version {version}, and this is reditus {}; use the one that \
                     wrote it",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            _ => {
                let what = "it is a database of something else; name another file with --ledger";
                return Err(Opening::Foreign(what.to_owned()));
            }
        }
        let of: String = self.connection.query_row("SELECT base_url FROM import", [], text)?;
        if of != base_url {
            return Err(Opening::Foreign(format!(
                "it is the ledger of an import to {of}, and this one is to {base_url}; name another \
                 file with --ledger"
            )));
        }
        let next = "UPDATE import SET run = run + 1 RETURNING run";
        self.run = self.connection.query_row(next, [], |row| row.get(0))?;
        self.connection.execute_batch("COMMIT")?;
        Ok(self)
    }

    /// What is known of a row.
    pub(crate) fn get(&self, key: Key) -> rusqlite::Result<Option<Held>> {
        let get = "SELECT fate, unsure, reason, run FROM rows WHERE key = ?1";
        let held = |row: &Row<'_>| Ok((fate(row)?, row.get::<_, i64>(3)?));
        let row = self.connection.prepare_cached(get)?.query_row([key.0], held).optional()?;
        Ok(row.map(|(fate, run)| Held { fate, now: run == self.run }))
    }

    /// Whether the service has ever answered for a row: it is there, then.
    pub(crate) fn any_settled(&self) -> rusqlite::Result<bool> {
        let any = "SELECT EXISTS (SELECT 1 FROM rows WHERE fate NOT IN ('sent', 'failed'))";
        self.connection.query_row(any, [], |row| row.get(0))
    }

    pub(crate) fn put(&self, key: Key, fate: &Fate) -> rusqlite::Result<()> {
        let put = "INSERT INTO rows VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) DO UPDATE
            SET run = excluded.run, fate = excluded.fate, unsure = excluded.unsure,
                reason = excluded.reason";
        let reason = fate.refusal().map(|refusal| &refusal.reason);
        self.connection.prepare_cached(put)?.execute(params![
            key.0,
            self.run,
            fate.name(),
            fate.is_unsure(),
            reason
        ])?;
        Ok(())
    }

    /// All that was written is on disk when this returns, or none of it ever is.
    pub(crate) fn transaction(
        &self,
        write: impl FnOnce(&Self) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let transaction = self.connection.unchecked_transaction()?;
        write(self)?;
        transaction.commit()
    }

    /// Requests are being sent.
    pub(crate) fn requests_until_now(&self) -> rusqlite::Result<()> {
        let now = i64::try_from(unix_time().as_millis()).unwrap_or(i64::MAX);
        self.connection.prepare_cached("UPDATE import SET last_request = ?1")?.execute([now])?;
        Ok(())
    }

    /// How long ago an earlier run last sent something; `None` where none has.
    pub(crate) fn last_request(&self) -> rusqlite::Result<Option<Duration>> {
        let get = "SELECT last_request FROM import";
        let last: i64 = self.connection.query_row(get, [], |row| row.get(0))?;
        let last = u64::try_from(last).ok().filter(|&last| last > 0).map(Duration::from_millis);
        // By a clock that was set back it has just been.
        Ok(last.map(|last| unix_time().saturating_sub(last)))
    }

    /// Whether a row was seen before by this pass over the file: on disk, where there is room.
    pub(crate) fn is_repeated(&self, key: Key) -> rusqlite::Result<bool> {
        let see = "INSERT OR IGNORE INTO temp.seen VALUES (?1)";
        Ok(self.connection.prepare_cached(see)?.execute([key.0])? == 0)
    }

    /// A new pass over the file.
    pub(crate) fn forget_seen(&self) -> rusqlite::Result<()> {
        self.connection.execute_batch(
            "DROP TABLE IF EXISTS temp.seen;
             PRAGMA temp.cache_size = -256;
             CREATE TEMP TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID;",
        )
    }
}

/// Why a ledger does not open.
enum Opening {
    Foreign(String),
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Opening {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error)
    }
}

/// In words, and with what to do.
pub(crate) fn why(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another import is using this ledger; wait for its end".to_owned()
        }
        Some(ErrorCode::DiskFull) => "the disk is full".to_owned(),
        Some(ErrorCode::NotADatabase) => {
            "it is no ledger; name another file with --ledger".to_owned()
        }
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::SystemIoFailure,
        ) => "the ledger cannot be written there; name another file with --ledger".to_owned(),
        _ => format!("the ledger cannot be used: {error}"),
    }
}

fn fate(row: &Row<'_>) -> rusqlite::Result<Fate> {
    let refusal = || {
        let reason = row.get::<_, Option<String>>(2)?.unwrap_or_default();
        Ok::<_, rusqlite::Error>(Refusal { reason, may_have_been_recorded: row.get(1)? })
    };
    Ok(match row.get::<_, String>(0)?.as_str() {
        "recorded" => Fate::Recorded,
        "already_recorded" => Fate::AlreadyRecorded,
        "possibly_ours" => Fate::PossiblyOurs,
        "rejected" => Fate::Rejected(refusal()?),
        "failed" => Fate::Failed(refusal()?),
        // Of what is not known nothing is promised.
        _ => Fate::Sent,
    })
}

fn integer(row: &Row<'_>) -> rusqlite::Result<i32> {
    row.get(0)
}

fn text(row: &Row<'_>) -> rusqlite::Result<String> {
    row.get(0)
}

fn unix_time() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
