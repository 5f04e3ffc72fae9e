//! The fate of each row, on disk.

mod account;
mod error;
mod fate;
mod file;
mod key;
mod marks;
mod requests;
mod schema;
#[cfg(test)]
mod tests;
mod wal;
mod writer;

use std::{
    fs,
    path::{Path, PathBuf, absolute},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params, types::Type};

pub(crate) use account::{Account, OtherToken};
pub(crate) use error::LedgerError;
pub(crate) use fate::{Fate, Refusal};
pub(crate) use key::Key;
pub(crate) use requests::Requests;
pub(crate) use writer::{Mark, Settled, Writer};

use error::Problem;
use fate::FateKind;
use file::Found;
use marks::Marks;
use wal::Wal;

/// A longer log is moved into the main file, in bytes.
const LONGEST_WAL: u64 = 16 * 1024 * 1024;

/// An open ledger. While it is open, nobody else can open it.
pub(crate) struct Ledger {
    connection: Connection,
    path: PathBuf,
    run: i64,
    completeness: Completeness,
    /// The rows that are marked now, or were when the writer ended.
    marks: Marks,
}

/// What the ledger holds of a row.
pub(crate) struct Held {
    pub(crate) fate: Fate,
    pub(crate) written: Written,
    /// How often the service has failed on this row.
    pub(crate) failures: u32,
}

/// Which run wrote what is held of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    ByThisRun,
    Earlier,
}

/// Whether the ledger holds all that earlier runs have written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Completeness {
    Complete,
    /// A part was found missing now.
    JustLost,
    /// A part was found missing by an earlier run.
    LostBefore,
}

impl Ledger {
    /// Opens the ledger of an import to this account, or creates one.
    pub(crate) fn open(
        path: &Path,
        account: &Account,
        other_token: OtherToken,
    ) -> Result<Self, LedgerError> {
        let problem = |problem| LedgerError::new(path, problem);
        match file::find(path) {
            Ok(Found::Ledger) => {}
            Ok(Found::SomethingElse) => return Err(problem(Problem::NotALedger)),
            Err(error) => return Err(problem(Problem::Unusable(error))),
        }
        Self::connect(path, account, other_token).map_err(problem)
    }

    fn connect(path: &Path, account: &Account, other_token: OtherToken) -> Result<Self, Problem> {
        let is_new = fs::metadata(path).is_ok_and(|metadata| metadata.len() == 0);
        let wal = wal::inspect(path);
        // An absolute path cannot be taken for a URI or for `:memory:`.
        let absolute = absolute(path).unwrap_or_else(|_| path.to_owned());
        let flags = OpenFlags::default() & !OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(absolute, flags)?;
        // Another import may take hours: fail at once.
        connection.busy_timeout(Duration::ZERO)?;
        // The lock belongs to the process, and ends with it. With a log that is synchronised in
        // full, a commit survives a power cut. The cache is small, so that memory does not grow
        // with the number of rows; a commit writes whole pages for rows that lie anywhere, so pages
        // are small, too. Checkpoints are ours to make: see wal.rs.
        connection.execute_batch(
            "PRAGMA page_size = 1024;
             PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON;
             PRAGMA checkpoint_fullfsync = ON;
             PRAGMA wal_autocheckpoint = 0;
             PRAGMA cache_size = -8000;
             BEGIN EXCLUSIVE;",
        )?;
        schema::prepare(&connection)?;
        let mut ledger = Self {
            connection,
            path: path.to_owned(),
            run: 0,
            completeness: Completeness::Complete,
            marks: Marks::default(),
        };
        ledger.check_service(account)?;
        account.check(&ledger.connection, ledger.find_settled()?, other_token)?;
        ledger.completeness = ledger.check_completeness(wal, is_new)?;
        ledger.take_over()?;
        ledger.connection.execute_batch("COMMIT")?;
        ledger.checkpoint()?;
        ledger.connection.execute_batch(
            "PRAGMA temp.journal_mode = OFF;
             PRAGMA temp.cache_size = -4000;
             CREATE TEMP TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID;",
        )?;
        Ok(ledger)
    }

    fn check_service(&self, account: &Account) -> Result<(), Problem> {
        let ledger: String =
            self.connection.query_row("SELECT base_url FROM import", [], |row| row.get(0))?;
        if ledger.is_empty() {
            let set = "UPDATE import SET base_url = ?1";
            self.connection.execute(set, [&account.base_url])?;
        } else if ledger != account.base_url {
            let command = account.base_url.clone();
            return Err(Problem::OtherService { ledger, command });
        }
        Ok(())
    }

    fn check_completeness(&self, wal: Wal, is_new: bool) -> Result<Completeness, Problem> {
        let look = "SELECT checkpoint <> wal, incomplete FROM import";
        let (is_due, known): (bool, bool) =
            self.connection.query_row(look, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        // An empty file next to a log: the main file was lost, and SQLite has deleted the log.
        let is_lost = match wal {
            Wal::Missing => is_due,
            Wal::Sound { is_empty } => is_new && !is_empty,
            Wal::Damaged => true,
        };
        if is_lost {
            self.connection.execute("UPDATE import SET incomplete = 1", [])?;
            return Ok(Completeness::JustLost);
        }
        Ok(if known { Completeness::LostBefore } else { Completeness::Complete })
    }

    /// Moves the log into the main file, and begins another.
    fn checkpoint(&self) -> rusqlite::Result<()> {
        self.connection.execute_batch(
            "UPDATE import SET checkpoint = max(checkpoint, wal) + 1;
             PRAGMA wal_checkpoint(TRUNCATE);
             UPDATE import SET wal = checkpoint;",
        )
    }

    /// What the last run left in flight was sent, as far as anybody knows; a new run begins.
    fn take_over(&mut self) -> rusqlite::Result<()> {
        let last = "SELECT run, marks FROM import";
        let (run, marks) = self.connection.query_row(last, [], |row| {
            Ok((row.get(0)?, Marks::read(row.get_ref(1)?.as_blob()?)))
        })?;
        self.run = run;
        self.leave(&marks)?;
        let next = "UPDATE import SET run = run + 1 RETURNING run";
        self.run = self.connection.query_row(next, [], |row| row.get(0))?;
        let mut requests = self.read_requests()?;
        requests.take_over();
        self.write_in_flight(&requests, &Marks::default())
    }

    /// The rows of these marks will have no other fate in this run.
    fn leave(&self, marks: &Marks) -> rusqlite::Result<()> {
        marks.iter().try_for_each(|(key, failures)| self.put(key, &Fate::Sent, failures))
    }

    pub(crate) fn completeness(&self) -> Completeness {
        self.completeness
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What is known of a row.
    pub(crate) fn get(&self, key: Key) -> Result<Option<Held>, LedgerError> {
        if let Some(failures) = self.marks.get(key) {
            return Ok(Some(Held { fate: Fate::Sent, written: Written::ByThisRun, failures }));
        }
        let get = "SELECT fate, possibly_recorded, reason, run, failures FROM rows WHERE key = ?1";
        let held = |row: &Row<'_>| {
            let written = if row.get::<_, i64>(3)? == self.run {
                Written::ByThisRun
            } else {
                Written::Earlier
            };
            Ok(Held { fate: fate(row)?, written, failures: row.get(4)? })
        };
        let row = self
            .connection
            .prepare_cached(get)
            .and_then(|mut get| get.query_row([key.0], held).optional());
        row.map_err(|error| self.problem(error))
    }

    /// Whether the service has ever accepted or refused a row: it is reachable, then.
    pub(crate) fn any_settled(&self) -> Result<bool, LedgerError> {
        self.find_settled().map_err(|error| self.problem(error))
    }

    fn find_settled(&self) -> rusqlite::Result<bool> {
        let any = "SELECT EXISTS (SELECT 1 FROM rows WHERE fate NOT IN (?1, ?2))";
        let open = [FateKind::Sent.as_str(), FateKind::Failed.as_str()];
        self.connection.query_row(any, open, |row| row.get(0))
    }

    fn put(&self, key: Key, fate: &Fate, failures: u32) -> rusqlite::Result<()> {
        let put = "INSERT INTO rows VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO UPDATE
            SET run = excluded.run, fate = excluded.fate,
                possibly_recorded = excluded.possibly_recorded, reason = excluded.reason,
                failures = excluded.failures";
        let reason = fate.refusal().map(|refusal| &refusal.reason);
        self.connection.prepare_cached(put)?.execute(params![
            key.0,
            self.run,
            fate.kind().as_str(),
            fate.is_possibly_recorded(),
            reason,
            failures,
        ])?;
        Ok(())
    }

    /// All that `write` writes is on disk when this returns, or none of it.
    fn transaction(
        &self,
        write: impl FnOnce(&Self) -> rusqlite::Result<()>,
    ) -> Result<(), LedgerError> {
        let is_long = wal::length(&self.path) > LONGEST_WAL;
        // The checkpoint comes first, so that an error always means that nothing was written.
        let checkpointed = if is_long { self.checkpoint() } else { Ok(()) };
        let begun = checkpointed.and_then(|()| self.connection.unchecked_transaction());
        let written = begun.and_then(|transaction| {
            write(self)?;
            transaction.commit()
        });
        written.map_err(|error| self.problem(error))
    }

    /// When earlier runs have sent their last requests.
    pub(crate) fn requests(&self) -> Result<Requests, LedgerError> {
        self.read_requests().map_err(|error| self.problem(error))
    }

    fn read_requests(&self) -> rusqlite::Result<Requests> {
        let get = "SELECT requests, in_flight, seen FROM import";
        self.connection.query_row(get, [], |row| {
            let seen = u64::try_from(row.get::<_, i64>(2)?).unwrap_or_default();
            Ok(Requests::new(row.get_ref(0)?.as_blob()?, row.get(1)?, seen))
        })
    }

    fn write_in_flight(&self, requests: &Requests, marks: &Marks) -> rusqlite::Result<()> {
        let set = "UPDATE import SET requests = ?1, in_flight = ?2, seen = ?3, marks = ?4";
        let seen = i64::try_from(requests.seen()).unwrap_or(i64::MAX);
        let values = params![requests.to_bytes(), requests.in_flight(), seen, marks.to_bytes()];
        self.connection.prepare_cached(set)?.execute(values)?;
        Ok(())
    }

    /// Many questions at once. Alone, each would be a transaction, at whose end SQLite goes through
    /// all that `is_repeated` has noted.
    pub(crate) fn ask<T>(&self, questions: impl FnOnce() -> T) -> Result<T, LedgerError> {
        let begun = self.connection.unchecked_transaction();
        let transaction = begun.map_err(|error| self.problem(error))?;
        let answers = questions();
        // The answers stand, whatever becomes of the notes. Not a rollback: they have no journal.
        let _ = transaction.commit();
        Ok(answers)
    }

    /// Whether this was asked about the row before, since the ledger was opened. Kept on disk, not in
    /// memory.
    pub(crate) fn is_repeated(&self, key: Key) -> Result<bool, LedgerError> {
        let see = "INSERT OR IGNORE INTO temp.seen VALUES (?1)";
        let seen = self.connection.prepare_cached(see).and_then(|mut see| see.execute([key.0]));
        seen.map(|rows| rows == 0).map_err(|error| self.problem(error))
    }

    fn problem(&self, error: rusqlite::Error) -> LedgerError {
        LedgerError::new(&self.path, error.into())
    }
}

fn fate(row: &Row<'_>) -> rusqlite::Result<Fate> {
    let kind: FateKind = row.get_ref(0)?.as_str()?.parse().map_err(|unknown| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(unknown))
    })?;
    let may_have_been_recorded = row.get(1)?;
    let reason = row.get::<_, Option<String>>(2)?.unwrap_or_default();
    Ok(kind.with(Refusal { reason, may_have_been_recorded }))
}
