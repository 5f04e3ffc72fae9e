//! What is read for lists and figures.

use super::{Millis, State};

/// Which entries to read. They are ordered oldest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Only those in this state.
    pub(crate) state: Option<State>,
    /// Only those enqueued after this one.
    pub(crate) after: i64,
    pub(crate) limit: i64,
}

/// How many entries there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) now: Millis,
    /// For each state, how many entries there are and when the oldest was enqueued.
    pub(crate) states: Vec<(State, i64, Millis)>,
    pub(crate) places_taken: i64,
}
