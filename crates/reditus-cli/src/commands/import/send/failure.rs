//! What a failed request says, without what identifies anybody.

use reditus::{Conversion, Error};

use crate::anonymous::anonymous;

/// A failure, as it may be shown and counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failure {
    /// What happened.
    pub(super) what: String,
    /// What happened, and what the service said.
    pub(super) words: String,
    /// The service failed on this request, with a status of its own.
    pub(super) by_service: bool,
}

impl Failure {
    pub(super) fn of(error: &Error, conversion: &Conversion) -> Self {
        let mut what = error.kind().what().to_owned();
        if let Some(status) = error.status() {
            what += &format!(" (status {status})");
        }
        let words = match error.message() {
            Some(message) => format!("{what}: {}", anonymous(message, conversion)),
            None => what.clone(),
        };
        let by_service = error.status().is_some_and(|status| status >= 500);
        Self { what, words, by_service }
    }
}
