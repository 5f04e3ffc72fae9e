//! What the relay has done so far.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::http::StatusCode;

/// Counters since the start, by their labels.
#[derive(Default)]
pub(super) struct Counts {
    responses: Mutex<BTreeMap<u16, u64>>,
    stored: Mutex<BTreeMap<&'static str, u64>>,
    nothing: Mutex<BTreeMap<&'static str, u64>>,
}

/// One metric, with a value for each value of its label.
pub(super) struct Counter {
    pub(super) name: &'static str,
    pub(super) help: &'static str,
    pub(super) label: &'static str,
    pub(super) values: Vec<(String, u64)>,
}

impl Counts {
    pub(super) fn response(&self, status: StatusCode) {
        *lock(&self.responses).entry(status.as_u16()).or_default() += 1;
    }

    pub(super) fn stored(&self, what: &'static str) {
        *lock(&self.stored).entry(what).or_default() += 1;
    }

    /// A click without a conversion, and why.
    pub(super) fn nothing(&self, reason: &'static str) {
        *lock(&self.nothing).entry(reason).or_default() += 1;
    }

    pub(super) fn all(&self) -> [Counter; 3] {
        let responses = lock(&self.responses);
        let responses = responses.iter().map(|(status, count)| (status.to_string(), *count));
        let texts = |counts: &Mutex<BTreeMap<&'static str, u64>>| {
            lock(counts).iter().map(|(label, count)| ((*label).to_owned(), *count)).collect()
        };
        [
            Counter {
                name: "responses",
                help: "Responses of the relay",
                label: "status",
                values: responses.collect(),
            },
            Counter {
                name: "stored",
                help: "Conversions stored before a 202",
                label: "stored",
                values: texts(&self.stored),
            },
            Counter {
                name: "nothing",
                help: "Clicks that named no referrer",
                label: "reason",
                values: texts(&self.nothing),
            },
        ]
    }
}

/// Nothing panics while it holds one of these.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
