//! What the sandbox remembers: the conversions that were recorded, and all requests.

mod entry;
mod journal;
mod ledger;
mod request;
mod sent;

use std::sync::{Arc, Mutex};

use tokio::sync::watch;

pub use entry::{Entry, Referrer, Version};
use journal::Journal;
pub(crate) use journal::{Line, Shown};
use ledger::Ledger;
pub(crate) use ledger::{Conversion, Processing};
pub use request::Request;
pub(crate) use sent::Sent;

use crate::{fault::Fault, lock::lock};

/// The ledger and the journal behind one lock, so that they always agree.
pub(crate) struct Records {
    kept: Mutex<Kept>,
    changed: watch::Sender<()>,
}

struct Kept {
    ledger: Ledger,
    journal: Journal,
    resets: u64,
}

/// How many finished requests a reader has read.
#[derive(Default)]
pub(crate) struct Cursor {
    resets: u64,
    finished: usize,
}

/// How far a reader of everything has read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Position {
    resets: u64,
    revision: u64,
    entries: usize,
}

/// What is new since a position.
pub(crate) struct News {
    /// Nothing from before the position is valid any more.
    pub(crate) reset: bool,
    pub(crate) recorded: usize,
    pub(crate) requests: usize,
    pub(crate) changed: Vec<Shown>,
    pub(crate) entries: Vec<Entry>,
}

impl Records {
    pub(crate) fn new() -> Self {
        let kept = Kept { ledger: Ledger::default(), journal: Journal::new(), resets: 1 };
        Self { kept: Mutex::new(kept), changed: watch::Sender::new(()) }
    }

    pub(crate) fn arrived(&self, version: Option<Version>, fault: Option<Arc<Fault>>) -> Line {
        self.change(|kept| kept.journal.arrived(version, fault))
    }

    pub(crate) fn update(&self, line: Line, update: impl FnOnce(&mut Request)) {
        self.change(|kept| kept.journal.update(line, update));
    }

    pub(crate) fn responded(&self, line: Line, status: u16, reason: Option<String>) {
        self.update(line, |request| {
            request.status = Some(status);
            request.reason = reason;
        });
        self.finish(line);
    }

    pub(crate) fn finish(&self, line: Line) {
        self.change(|kept| kept.journal.finish(line));
    }

    /// Records the conversion, or only says what its entry would be. `None` for a duplicate.
    pub(crate) fn record(
        &self,
        line: Line,
        conversion: Conversion,
        processing: Processing,
    ) -> Option<Entry> {
        self.change(|kept| {
            let entry = kept.ledger.record(conversion, processing)?;
            if processing == Processing::Record {
                kept.journal.update(line, |request| request.recorded = true);
            }
            Some(entry)
        })
    }

    /// Forgets all conversions and all requests.
    pub(crate) fn reset(&self) {
        self.change(|kept| {
            kept.ledger = Ledger::default();
            kept.journal.clear();
            kept.resets += 1;
        });
    }

    pub(crate) fn ledger(&self) -> Vec<Entry> {
        lock(&self.kept).ledger.entries().to_vec()
    }

    pub(crate) fn recorded(&self) -> usize {
        lock(&self.kept).ledger.entries().len()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        lock(&self.kept).journal.requests().cloned().collect()
    }

    /// The next finished request at `cursor`, which it moves.
    pub(crate) fn next_finished(&self, cursor: &mut Cursor) -> Option<Request> {
        let kept = lock(&self.kept);
        if cursor.resets != kept.resets {
            *cursor = Cursor { resets: kept.resets, finished: 0 };
        }
        let request = kept.journal.nth_finished(cursor.finished)?.clone();
        cursor.finished += 1;
        Some(request)
    }

    /// What is new since `position`, which it moves. Of requests and entries, the latest only.
    pub(crate) fn news(&self, position: &mut Position, latest: usize) -> News {
        let kept = lock(&self.kept);
        let reset = position.resets != kept.resets;
        if reset {
            *position = Position { resets: kept.resets, ..Position::default() };
        }
        let entries = kept.ledger.entries();
        let seen = position.entries.max(entries.len().saturating_sub(latest));
        let news = News {
            reset,
            recorded: entries.len(),
            requests: kept.journal.requests().len(),
            changed: kept.journal.since(position.revision, latest),
            entries: entries[seen..].to_vec(),
        };
        position.revision = kept.journal.revision();
        position.entries = entries.len();
        news
    }

    /// Resolves whenever something may have changed.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Tells all watchers to look again.
    pub(crate) fn announce(&self) {
        self.changed.send_replace(());
    }

    fn change<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> T {
        let result = change(&mut lock(&self.kept));
        self.announce();
        result
    }
}
