//! The worker's `tracing` events. None of them names a customer, a referrer or a token; `entry` is
//! the entry's number.

use crate::{
    decide::Change,
    error::Error,
    store::{Millis, Pause, Row, State, duration},
};

pub(super) fn settled(row: &Row, due_in: Option<Millis>, change: Option<Change>) {
    let entry = row.id;
    let attempts = row.attempts;
    let reason = row.reason.as_deref().unwrap_or_default();
    let again_in = due_in.map(duration).unwrap_or_default();
    match row.state {
        State::Sent => {
            let outcome = row.outcome.map(crate::store::SentAs::as_str).unwrap_or_default();
            tracing::debug!(entry, attempts, outcome, "reported");
        }
        State::Dead => tracing::error!(entry, attempts, reason, "gave up"),
        State::Refused => tracing::warn!(entry, attempts, reason, ?again_in, "refused"),
        State::Waiting | State::Delivering => {
            tracing::info!(entry, attempts, reason, ?again_in, "not reported; trying again");
        }
    }
    match change {
        None => {}
        Some(Change::Paused(Pause::Refusals)) => tracing::error!(
            reason,
            "paused: the service refused 20 different conversions in a row; trying one at a time"
        ),
        Some(Change::Paused(_)) => tracing::error!(
            reason,
            "paused: check the token, the base URL and any proxy in between; trying one at a time"
        ),
        Some(Change::Resumed(_)) => tracing::info!("resumed"),
    }
}

pub(super) fn too_late(entry: i64) {
    tracing::warn!(entry, "the result came too late: the lease had ended, or the entry was erased");
}

pub(super) fn unsettled(entry: i64, error: &Error) {
    tracing::warn!(entry, %error, "the result of a request cannot be saved; trying again");
}

/// Logs once that the database fails, and once that it works again.
#[derive(Default)]
pub(super) struct Storage {
    failing: bool,
}

impl Storage {
    pub(super) fn failed(&mut self, error: &Error) {
        if !self.failing {
            tracing::error!(%error, "the outbox cannot be read or written; trying again");
        }
        self.failing = true;
    }

    pub(super) fn works(&mut self) {
        if self.failing {
            tracing::info!("the outbox can be read and written again");
        }
        self.failing = false;
    }
}
