//! Notices at once when something was committed.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use rusqlite::Connection;
use tokio::sync::Notify;

use super::{file, problem::problem};
use crate::error::{Error, ErrorKind, Result};

/// The time between two looks. `PRAGMA data_version` takes a few microseconds.
const PAUSE: Duration = Duration::from_millis(25);

/// A thread that checks whether another connection has committed anything. It ends when this is
/// dropped.
pub(crate) struct Watch(Arc<AtomicBool>);

impl Watch {
    pub(crate) fn start(path: &Path, committed: Arc<Notify>) -> Result<Self> {
        let connection = file::open(path, false)?;
        let ended = Arc::new(AtomicBool::new(false));
        let watched = Arc::clone(&ended);
        thread::Builder::new()
            .name("reditus-outbox".to_owned())
            .spawn(move || watch(&connection, &watched, &committed))
            .map_err(|_| Error::new(ErrorKind::Unavailable, "the system gives no more threads"))?;
        Ok(Self(ended))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn watch(connection: &Connection, ended: &AtomicBool, committed: &Notify) {
    let mut last = None;
    while !ended.load(Ordering::Relaxed) {
        // The worker polls once a second, and reports the error itself.
        let version = version(connection).ok();
        if version != last {
            last = version;
            committed.notify_one();
        }
        thread::sleep(PAUSE);
    }
}

fn version(connection: &Connection) -> Result<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0)).map_err(problem)
}
