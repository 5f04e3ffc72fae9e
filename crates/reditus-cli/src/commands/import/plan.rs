//! What the user wants of an import, beyond the file.

use std::time::Duration;

use crate::args::Rate;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) rate: Rate,
    /// How many requests may be in flight.
    pub(crate) concurrency: u16,
    /// How long every row may fail before the import gives up.
    pub(crate) give_up: Duration,
    /// How many calls the service may fail on one row.
    pub(crate) tries: u32,
    /// How many rows may be refused alike at the beginning; `None` is any number.
    pub(crate) most_refused_alike: Option<usize>,
    pub(crate) rejected: Rejected,
}

impl Plan {
    /// How many rows may be marked as possibly sent at once. Without a rate limit, twice as many as may
    /// be in flight: the next ones are marked on disk meanwhile. With a limit there is time to mark
    /// each row just before its request, so that a kill leaves fewer rows in doubt.
    pub(crate) fn most_marked(&self) -> usize {
        let concurrency = usize::from(self.concurrency);
        match self.rate {
            Rate::Limited { .. } => concurrency,
            Rate::Off => 2 * concurrency,
        }
    }
}

/// What to do with rows that an earlier run left as rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    Keep,
    Retry,
}
