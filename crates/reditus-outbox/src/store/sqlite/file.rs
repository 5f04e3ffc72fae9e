//! Opens the database, and creates it if asked to.

use std::{
    fs::OpenOptions,
    io,
    path::{Path, absolute},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use super::problem::problem;
use crate::error::{Error, ErrorKind, Result};

/// How long a statement waits for another transaction. It blocks only a thread of its own.
const BUSY: Duration = Duration::from_secs(2);

pub(super) fn open(path: &Path, create: bool) -> Result<Connection> {
    let created = create && create_for_its_owner(path)?;
    if !created && !path.exists() {
        return Err(Error::new(
            ErrorKind::Unavailable,
            "the SQLite database does not exist; check the path, or have it created with \
             `.migrate(true)`",
        ));
    }
    // SQLite cannot take an absolute path for a URI or for `:memory:`.
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(problem)?;
    connection.busy_timeout(BUSY).map_err(problem)?;
    // A request must not be sent before its claim is on disk: after a power cut, nobody would know
    // of it. The user's connections keep their own settings.
    connection.execute_batch("PRAGMA synchronous = FULL").map_err(problem)?;
    if created {
        let sql = "PRAGMA journal_mode = WAL";
        connection.query_row(sql, [], |_| Ok(())).map_err(problem)?;
    }
    Ok(connection)
}

/// Only its owner may read customer data. An existing file keeps its mode.
fn create_for_its_owner(path: &Path) -> Result<bool> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Error::new(
            ErrorKind::Unavailable,
            format!("the SQLite database cannot be created: {}", error.kind()),
        )),
    }
}
