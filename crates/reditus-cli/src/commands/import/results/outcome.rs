//! The result of a row, as users and programs see it.

use crate::commands::import::{
    file::Problem,
    ledger::{Fate, Refusal},
};

/// Where an import sends its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Service,
    /// From there a worker reports them.
    Outbox,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Recorded,
    AlreadyRecorded,
    PossiblyOurs,
    Enqueued,
    AlreadyEnqueued,
    Repeated,
    Superseded,
    Rejected,
    Invalid,
    Failed,
    Unknown,
    NotSent,
}

impl Outcome {
    pub(super) const ALL: [Self; 12] = [
        Self::Recorded,
        Self::AlreadyRecorded,
        Self::PossiblyOurs,
        Self::Enqueued,
        Self::AlreadyEnqueued,
        Self::Repeated,
        Self::Superseded,
        Self::Rejected,
        Self::Invalid,
        Self::Failed,
        Self::Unknown,
        Self::NotSent,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::AlreadyRecorded => "already_recorded",
            Self::PossiblyOurs => "possibly_ours",
            Self::Enqueued => "enqueued",
            Self::AlreadyEnqueued => "already_enqueued",
            Self::Repeated => "repeated",
            Self::Superseded => "superseded",
            Self::Rejected => "rejected",
            Self::Invalid => "invalid",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotSent => "not_sent",
        }
    }

    /// Whether rows for this destination can have it.
    pub(super) fn is_of(self, destination: Destination) -> bool {
        match self {
            Self::Superseded | Self::Invalid | Self::NotSent => true,
            Self::Enqueued | Self::AlreadyEnqueued => destination == Destination::Outbox,
            _ => destination == Destination::Service,
        }
    }

    /// What the summary adds.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Recorded | Self::AlreadyRecorded | Self::PossiblyOurs | Self::NotSent => "",
            Self::Enqueued => "",
            Self::AlreadyEnqueued => "before, or as an earlier row",
            Self::Repeated => "the same as an earlier row",
            Self::Superseded => "not sent: a later row of the same customer is",
            Self::Rejected => "by the service",
            Self::Invalid => "never sent",
            Self::Failed => "to be tried again",
            Self::Unknown => "sent, but no response was seen",
        }
    }

    /// The same command does not send it again.
    pub(super) fn is_reject(self) -> bool {
        matches!(self, Self::Rejected | Self::Invalid)
    }

    /// The same command sends it.
    pub(super) fn is_left(self) -> bool {
        matches!(self, Self::Failed | Self::Unknown | Self::NotSent)
    }
}

/// The outcome of one row, with the reason.
pub(crate) struct Verdict {
    pub(super) outcome: Outcome,
    reason: String,
    may_have_been_recorded: bool,
}

impl Verdict {
    pub(crate) fn invalid(problems: &[Problem]) -> Self {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Self::new(Outcome::Invalid, problems.join("; "), false)
    }

    pub(crate) fn enqueued(new: bool) -> Self {
        let outcome = if new { Outcome::Enqueued } else { Outcome::AlreadyEnqueued };
        Self::new(outcome, String::new(), false)
    }

    pub(crate) fn superseded() -> Self {
        let reason = "a later row of the same customer names another referrer";
        Self::new(Outcome::Superseded, reason.to_owned(), false)
    }

    pub(crate) fn of(fate: Option<Fate>) -> Self {
        let refused = |outcome, refusal: Refusal| {
            Self::new(outcome, refusal.reason, refusal.may_have_been_recorded)
        };
        match fate {
            None => Self::new(Outcome::NotSent, String::new(), false),
            Some(Fate::Sent) => Self::new(Outcome::Unknown, String::new(), true),
            Some(Fate::Recorded) => Self::new(Outcome::Recorded, String::new(), true),
            Some(Fate::AlreadyRecorded) => Self::new(Outcome::AlreadyRecorded, String::new(), true),
            Some(Fate::PossiblyOurs) => Self::new(Outcome::PossiblyOurs, String::new(), true),
            Some(Fate::Rejected(refusal)) => refused(Outcome::Rejected, refusal),
            Some(Fate::Failed(refusal)) => refused(Outcome::Failed, refusal),
        }
    }

    fn new(outcome: Outcome, reason: String, may_have_been_recorded: bool) -> Self {
        Self { outcome, reason, may_have_been_recorded }
    }

    /// In the order of the columns.
    pub(super) fn cells(&self) -> [&str; 3] {
        let may_have_been_recorded = if self.may_have_been_recorded { "yes" } else { "no" };
        [self.outcome.as_str(), &self.reason, may_have_been_recorded]
    }
}
