//! What became of a row.

use reditus::{Duplicate, Error, ErrorKind, Outcome};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Marked, and sent or about to be. What came of it is not known.
    Sent,
    Recorded,
    /// The service knew the customer before this row was first sent.
    AlreadyRecorded,
    /// The customer is known to the service, possibly by this import.
    PossiblyOurs,
    /// The service refuses it, and will again.
    Rejected(Refusal),
    /// It did not come through, and may yet.
    Failed(Refusal),
}

/// Why a row is not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// May hold what the service said, and so anything of the row: for the file of rejects.
    pub(crate) reason: String,
    pub(crate) may_have_been_recorded: bool,
}

impl Fate {
    /// The fate of a row whose earlier attempts, by other runs too, left it `unsure` whether it was
    /// recorded.
    pub(crate) fn of(result: Result<Outcome, Error>, unsure: bool) -> Self {
        match result {
            Ok(Outcome::Recorded(_)) => Self::Recorded,
            Ok(Outcome::AlreadyRecorded(Duplicate::Before)) if !unsure => Self::AlreadyRecorded,
            Ok(Outcome::AlreadyRecorded(_)) => Self::PossiblyOurs,
            Err(error) => {
                let may_have_been_recorded = unsure || error.may_have_been_recorded();
                let refusal = Refusal { reason: reason(&error), may_have_been_recorded };
                match (error.kind(), error.status()) {
                    // No matter of the row: there is no such operation.
                    (ErrorKind::Rejected, Some(404 | 405)) => Self::Failed(refusal),
                    (
                        ErrorKind::InvalidRequest
                        | ErrorKind::InvalidReferrer
                        | ErrorKind::Rejected,
                        _,
                    ) => Self::Rejected(refusal),
                    _ => Self::Failed(refusal),
                }
            }
        }
    }

    /// Nothing is left to do for the row.
    pub(crate) fn is_final(&self) -> bool {
        !matches!(self, Self::Sent | Self::Failed(_))
    }

    /// Whether the row may be at the service without our knowing.
    pub(crate) fn is_unsure(&self) -> bool {
        match self {
            Self::Sent => true,
            Self::Rejected(refusal) | Self::Failed(refusal) => refusal.may_have_been_recorded,
            _ => false,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Recorded => "recorded",
            Self::AlreadyRecorded => "already_recorded",
            Self::PossiblyOurs => "possibly_ours",
            Self::Rejected(_) => "rejected",
            Self::Failed(_) => "failed",
        }
    }

    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Rejected(refusal) | Self::Failed(refusal) => Some(refusal),
            _ => None,
        }
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
