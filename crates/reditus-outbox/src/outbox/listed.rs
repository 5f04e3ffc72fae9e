//! Entries, for people to look at.

use std::{fmt, time::Duration};

use reditus::Conversion;

use crate::{
    entry::Body,
    store::{Millis, Page, Row, State, duration},
};

/// Which entries [`Outbox::list`](crate::Outbox::list) returns, oldest first. Default: the first
/// 100 in any state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Selection {
    state: Option<State>,
    after: i64,
    limit: Option<i64>,
}

impl Selection {
    /// Entries in any state.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only entries in this state.
    pub fn state(mut self, state: State) -> Self {
        self.state = Some(state);
        self
    }

    /// Only entries enqueued after the one with this number: the next page.
    pub fn after(mut self, id: i64) -> Self {
        self.after = id;
        self
    }

    /// At most this many. Default: 100.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit.into());
        self
    }

    pub(crate) fn page(self) -> Page {
        Page { state: self.state, after: self.after, limit: self.limit.unwrap_or(100) }
    }
}

/// An entry of the outbox. `Debug` shows nothing of the customer.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Listed {
    /// Its number in the outbox, for [`Retry::One`](crate::Retry::One).
    pub id: i64,
    /// Its state.
    pub state: State,
    /// How long ago it was enqueued.
    pub age: Duration,
    /// How often it was claimed.
    pub attempts: u64,
    /// How long until it is tried again; `None` if it will not be tried, or if it waits for another
    /// entry of its customer.
    pub next_attempt: Option<Duration>,
    /// The entry of the same customer that it waits for.
    pub behind: Option<i64>,
    /// Whether an attempt without a conclusive response may have been recorded.
    pub possibly_recorded: bool,
    /// Why the last attempt failed: an error kind of `reditus` with the status in parentheses, or
    /// `lease_ended`, `unreadable` or `cut_off`.
    pub reason: Option<String>,
    /// How it was recorded: `recorded`, `recorded_before` or `possibly_ours`.
    pub outcome: Option<&'static str>,
    body: Option<Body>,
}

impl Listed {
    pub(crate) fn of(row: Row, now: Millis) -> Self {
        Self {
            id: row.id,
            state: row.state,
            age: duration(now - row.enqueued_at),
            attempts: u64::try_from(row.attempts).unwrap_or_default(),
            next_attempt: match row.state {
                State::Waiting | State::Refused => row.due_at.map(|due| duration(due - now)),
                State::Delivering | State::Dead | State::Sent => None,
            },
            behind: row.behind,
            possibly_recorded: row.possibly_recorded,
            reason: row.reason,
            outcome: row.outcome.map(crate::store::SentAs::as_str),
            body: row.body.as_deref().and_then(Body::read),
        }
    }

    /// The conversion, which is customer data; `None` once it is sent, if it cannot be read, or if
    /// it is one of V1.
    pub fn conversion(&self) -> Option<&Conversion> {
        match &self.body {
            Some(Body::V2(conversion)) => Some(conversion),
            Some(Body::V1(_)) | None => None,
        }
    }

    /// The conversion of V1, which is customer data; `None` where [`conversion`](Self::conversion)
    /// has it, once it is sent, or if it cannot be read.
    #[deprecated(note = "the vendor is deprecating V1")]
    #[expect(deprecated)]
    pub fn v1_conversion(&self) -> Option<&reditus::v1::Conversion> {
        match &self.body {
            Some(Body::V1(conversion)) => Some(conversion),
            Some(Body::V2(_)) | None => None,
        }
    }
}

impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("age", &self.age)
            .field("attempts", &self.attempts)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
