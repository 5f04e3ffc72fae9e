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

/// What to do with rows that an earlier run left as rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    Keep,
    Retry,
}
