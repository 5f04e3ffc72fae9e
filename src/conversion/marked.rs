//! A request, and whether an earlier attempt at it may have been recorded.

use serde::{Deserialize, Serialize};

/// A request with a mark. The mark is part of the stored form, but it is neither sent nor compared.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Marked<R> {
    #[serde(flatten)]
    pub(crate) request: R,
    /// Absent unless it is set, as in what earlier versions stored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) possibly_recorded: bool,
}

impl<R> Marked<R> {
    pub(crate) fn new(request: R, possibly_recorded: bool) -> Self {
        Self { request, possibly_recorded }
    }
}

impl<R: PartialEq> PartialEq for Marked<R> {
    fn eq(&self, other: &Self) -> bool {
        self.request == other.request
    }
}
