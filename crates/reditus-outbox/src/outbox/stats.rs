//! Figures about an outbox.

use std::time::Duration;

use crate::{
    store::{Millis, Pause, State, duration},
    verbs::Seen,
};

/// Figures about one account's outbox; from [`Outbox::stats`](crate::Outbox::stats).
///
/// All times are by the clock of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// How many wait to be sent: [`State::Waiting`].
    pub waiting: u64,
    /// How many are being sent: [`State::Delivering`].
    pub delivering: u64,
    /// How many were refused and will be tried again: [`State::Refused`].
    pub refused: u64,
    /// How many were given up: [`State::Dead`].
    pub dead: u64,
    /// The age of the oldest conversion that is neither reported nor dead. This is the figure to
    /// alert on: a conversion reported half a minute late may never be matched with a payment.
    pub oldest: Option<Duration>,
    /// How many requests can still start in this window; `None` if no worker has sent anything yet,
    /// or if the last one to send has no limit.
    pub places_left: Option<u64>,
    /// Why nothing is being sent.
    pub paused: Option<Paused>,
    /// How much longer all workers wait because of a 429 or 503.
    pub wait: Option<Duration>,
}

/// Why an account sends nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paused {
    /// What caused the pause.
    pub why: Pause,
    /// How the attempt that caused it failed: an error kind of `reditus` and, in parentheses, the
    /// status.
    pub reason: Option<String>,
    /// How long it has lasted.
    pub lasted: Duration,
    /// How long until one conversion is sent to see whether the pause can end; `None` for
    /// [`Pause::Asked`].
    pub next_probe: Option<Duration>,
}

impl Stats {
    pub(crate) fn of(seen: Seen) -> Self {
        let Seen { figures, account } = seen;
        let now = figures.now;
        let mut stats = Self::default();
        let mut oldest = None;
        for (state, count, enqueued_at) in figures.states {
            let count = u64::try_from(count).unwrap_or_default();
            match state {
                State::Waiting => stats.waiting = count,
                State::Delivering => stats.delivering = count,
                State::Refused => stats.refused = count,
                State::Dead => stats.dead = count,
                State::Sent => {}
            }
            if state != State::Dead {
                oldest = Some(oldest.map_or(enqueued_at, |at: Millis| at.min(enqueued_at)));
            }
        }
        stats.oldest = oldest.map(|at| duration(now - at));
        stats.places_left = account
            .pace_requests
            .map(|requests| u64::try_from(requests - figures.places_taken).unwrap_or_default());
        stats.wait = (account.wait_until > now).then(|| duration(account.wait_until - now));
        stats.paused = account.pause.map(|why| Paused {
            why,
            reason: account.reason,
            lasted: duration(now - account.paused_at.unwrap_or(now)),
            next_probe: (why != Pause::Asked).then(|| duration(account.probe_at - now)),
        });
        stats
    }

    /// Whether nothing waits and nothing is being sent. Refused and dead entries may be left.
    pub fn is_empty(&self) -> bool {
        self.waiting == 0 && self.delivering == 0
    }
}
