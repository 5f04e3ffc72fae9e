//! What the sandbox remembers: the conversions that were recorded, and all requests.

mod entry;
mod journal;
mod ledger;
mod request;

use std::sync::{Arc, Mutex};

pub use entry::{Entry, Referrer, Version};
use journal::Journal;
pub(crate) use journal::Line;
use ledger::Ledger;
pub(crate) use ledger::{Conversion, Processing};
pub use request::Request;

use crate::{fault::Fault, lock::lock};

/// The ledger and the journal behind one lock, so that they always agree.
pub(crate) struct Records(Mutex<Kept>);

struct Kept {
    ledger: Ledger,
    journal: Journal,
}

impl Records {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Kept { ledger: Ledger::default(), journal: Journal::new() }))
    }

    pub(crate) fn arrived(&self, version: Option<Version>, fault: Option<Arc<Fault>>) -> Line {
        lock(&self.0).journal.arrived(version, fault)
    }

    pub(crate) fn responded(&self, line: Line, status: u16) {
        lock(&self.0).journal.responded(line, status);
    }

    /// Records the conversion, or only says what its entry would be. `None` for a duplicate.
    pub(crate) fn record(
        &self,
        line: Line,
        conversion: Conversion,
        processing: Processing,
    ) -> Option<Entry> {
        let mut kept = lock(&self.0);
        let entry = kept.ledger.record(conversion, processing)?;
        if processing == Processing::Record {
            kept.journal.recorded(line);
        }
        Some(entry)
    }

    pub(crate) fn ledger(&self) -> Vec<Entry> {
        lock(&self.0).ledger.entries().to_vec()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        lock(&self.0).journal.requests().to_vec()
    }
}
