//! What `track` returns.

mod documented;
mod referral;
mod state;
mod timestamp;

use std::fmt;

pub(crate) use self::documented::Documented;
pub use self::{referral::Referral, state::State, timestamp::Timestamp};

/// What the service says about a conversion that it knows.
///
/// There are two outcomes, and there will be no third: the service recorded it now, or had recorded
/// it already. Everything else is an [`Error`](crate::Error).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service recorded the conversion and returned the referral.
    ///
    /// The referral holds what could be read: a recorded conversion whose response was cut short or
    /// has changed its shape is still a recorded conversion.
    Recorded(Referral),
    /// The service had recorded this customer already (409). It pays no second commission, and
    /// nothing is left to do.
    AlreadyRecorded(Duplicate),
}

/// Whether an earlier attempt of ours may be what the service had already recorded.
///
/// The service has no idempotency key and its 409 carries no data, so this is inferred from what
/// happened to our own attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Duplicate {
    /// No earlier attempt can have been recorded: the customer was reported before.
    Before,
    /// The fate of an earlier attempt is unknown, so the conversion that the service knows is
    /// possibly the one just reported. The attempt was made by this call, or by an earlier one
    /// ([`Conversion::is_possibly_recorded`](crate::Conversion::is_possibly_recorded)).
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
            Self::Before => "recorded before, by somebody else or an earlier report",
            Self::PossiblyOurs => "already recorded, possibly by an earlier attempt of ours",
        })
    }
}
