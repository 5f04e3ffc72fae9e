//! One entry, as it is stored.

use std::fmt;

use super::Millis;

/// The state of an entry on its way to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Will be sent when it is due. It was never tried, or neither recorded nor refused. Later
    /// entries of the same customer wait for it.
    Waiting,
    /// A worker is sending it.
    Delivering,
    /// The service refused it, and it will be tried again. Other entries do not wait for it.
    Refused,
    /// Given up. Kept until it is retried or forgotten.
    Dead,
    /// The service recorded it, now or before. The body is deleted.
    Sent,
}

impl State {
    /// Every state, in the order of an entry's life.
    pub const ALL: [Self; 5] =
        [Self::Waiting, Self::Delivering, Self::Refused, Self::Dead, Self::Sent];

    /// The name for programs and in the database: `waiting`, `delivering` and so on.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivering => "delivering",
            Self::Refused => "refused",
            Self::Dead => "dead",
            Self::Sent => "sent",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How an entry came to be [`State::Sent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Result {
    Recorded,
    RecordedBefore,
    PossiblyOurs,
}

impl Result {
    pub(crate) const ALL: [Self; 3] = [Self::Recorded, Self::RecordedBefore, Self::PossiblyOurs];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::RecordedBefore => "recorded_before",
            Self::PossiblyOurs => "possibly_ours",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.as_str() == name)
    }
}

/// One entry. `sql/` says what the columns mean.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) key: String,
    pub(crate) body: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) uid: Option<String>,
    pub(crate) state: State,
    pub(crate) fresh: bool,
    pub(crate) enqueued_at: Millis,
    pub(crate) due_at: Option<Millis>,
    pub(crate) behind: Option<i64>,
    /// Also the number of the claim: a settlement with another number is too late.
    pub(crate) attempts: i64,
    pub(crate) refusals: i64,
    pub(crate) tried_for: Millis,
    pub(crate) lone_failures: i64,
    pub(crate) streak: i64,
    pub(crate) possibly_recorded: bool,
    pub(crate) reason: Option<String>,
    pub(crate) outcome: Option<Result>,
    pub(crate) settled_at: Option<Millis>,
}

/// Shows nothing of the customer.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("due_at", &self.due_at)
            .field("behind", &self.behind)
            .field("attempts", &self.attempts)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
