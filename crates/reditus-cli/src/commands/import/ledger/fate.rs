//! The fate of a row: what is known of its request.

use std::{fmt, str::FromStr};

use reditus::{Duplicate, Error, Outcome, Remedy};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Sent, or about to be. The result is not known.
    Sent,
    Recorded,
    /// The service knew the customer before this row was first sent.
    AlreadyRecorded,
    /// The service knows the customer, possibly from this import.
    PossiblyOurs,
    /// The service refuses the row, and would refuse it again.
    Rejected(Refusal),
    /// The request failed, and may succeed later.
    Failed(Refusal),
}

/// A fate without its details, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FateKind {
    Sent,
    Recorded,
    AlreadyRecorded,
    PossiblyOurs,
    Rejected,
    Failed,
}

/// Why a row is not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// It may quote what the service said, and so the row: only for the file of rejects.
    pub(crate) reason: String,
    pub(crate) may_have_been_recorded: bool,
}

impl Fate {
    pub(crate) fn of(result: Result<Outcome, Error>) -> Self {
        let error = match result {
            Ok(Outcome::Recorded(_)) => return Self::Recorded,
            Ok(Outcome::AlreadyRecorded(Duplicate::Before)) => return Self::AlreadyRecorded,
            // In doubt, it is not for certain somebody else's.
            Ok(Outcome::AlreadyRecorded(_)) => return Self::PossiblyOurs,
            Err(error) => error,
        };
        let refusal = Refusal {
            reason: reason(&error),
            may_have_been_recorded: error.may_have_been_recorded(),
        };
        match error.remedy() {
            Remedy::FixConversion => Self::Rejected(refusal),
            // Nothing is wrong with the row.
            Remedy::TryLater { .. } | Remedy::FixSetup => Self::Failed(refusal),
        }
    }

    pub(crate) fn kind(&self) -> FateKind {
        match self {
            Self::Sent => FateKind::Sent,
            Self::Recorded => FateKind::Recorded,
            Self::AlreadyRecorded => FateKind::AlreadyRecorded,
            Self::PossiblyOurs => FateKind::PossiblyOurs,
            Self::Rejected(_) => FateKind::Rejected,
            Self::Failed(_) => FateKind::Failed,
        }
    }

    /// Nothing is left to do for the row.
    pub(crate) fn is_final(&self) -> bool {
        !matches!(self, Self::Sent | Self::Failed(_))
    }

    /// Whether the service may have recorded the row, though no response says so.
    pub(crate) fn is_possibly_recorded(&self) -> bool {
        match self {
            Self::Sent => true,
            Self::Rejected(refusal) | Self::Failed(refusal) => refusal.may_have_been_recorded,
            Self::Recorded | Self::AlreadyRecorded | Self::PossiblyOurs => false,
        }
    }

    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Rejected(refusal) | Self::Failed(refusal) => Some(refusal),
            Self::Sent | Self::Recorded | Self::AlreadyRecorded | Self::PossiblyOurs => None,
        }
    }
}

impl FateKind {
    const ALL: [Self; 6] = [
        Self::Sent,
        Self::Recorded,
        Self::AlreadyRecorded,
        Self::PossiblyOurs,
        Self::Rejected,
        Self::Failed,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Recorded => "recorded",
            Self::AlreadyRecorded => "already_recorded",
            Self::PossiblyOurs => "possibly_ours",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }

    /// The fate of this kind.
    pub(super) fn with(self, refusal: Refusal) -> Fate {
        match self {
            Self::Sent => Fate::Sent,
            Self::Recorded => Fate::Recorded,
            Self::AlreadyRecorded => Fate::AlreadyRecorded,
            Self::PossiblyOurs => Fate::PossiblyOurs,
            Self::Rejected => Fate::Rejected(refusal),
            Self::Failed => Fate::Failed(refusal),
        }
    }
}

impl FromStr for FateKind {
    type Err = UnknownFate;

    fn from_str(text: &str) -> Result<Self, UnknownFate> {
        let kind = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        kind.ok_or_else(|| UnknownFate(text.to_owned()))
    }
}

/// The ledger holds a word that is not a fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownFate(String);

impl std::error::Error for UnknownFate {}

impl fmt::Display for UnknownFate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a row has the fate `{}`, which this version does not know",
            self.0.escape_debug()
        )
    }
}

fn reason(error: &Error) -> String {
    let mut reason = error.kind().what().to_owned();
    if let Some(status) = error.status() {
        reason += &format!(" (status {status})");
    }
    if let Some(message) = error.message() {
        reason += &format!(": {message}");
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::FateKind;

    #[test]
    fn a_fate_reads_back_as_it_was_written_and_another_word_is_an_error() {
        for kind in FateKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        let error = "Sent".parse::<FateKind>().unwrap_err().to_string();
        assert_eq!(error, "a row has the fate `Sent`, which this version does not know");
    }
}
