//! What `track` answers.

use std::fmt;

use crate::referral::Referral;

/// What became of a conversion that the service has counted.
///
/// There are two answers, for good: the service counted it now, or it had counted it already.
/// Everything else is an [`Error`](crate::Error).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service counted the conversion and answered with the referral.
    ///
    /// The referral holds what could be read: a counted conversion whose answer was cut short or
    /// has changed its shape is still a counted conversion.
    Recorded(Referral),
    /// The service had counted this customer already (409). No second commission comes of it, and
    /// nothing is left to do.
    AlreadyRecorded(Duplicate),
}

/// Who had counted the customer before, as far as can be known.
///
/// The service has no idempotency key and its 409 carries no data, so this is read from what
/// happened to our own attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Duplicate {
    /// No earlier attempt of this call can have been counted: the customer was reported before.
    Before,
    /// The answer to an earlier attempt of this call was lost, so the conversion that the service
    /// knows is possibly the one just reported.
    PossiblyOurs,
}

impl Duplicate {
    /// The name for programs: `before` or `possibly_ours`. It stays the same from version to
    /// version.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::PossiblyOurs => "possibly_ours",
        }
    }
}

impl fmt::Display for Duplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "recorded before this call",
            Self::PossiblyOurs => "already recorded, possibly by an earlier attempt of this call",
        })
    }
}
