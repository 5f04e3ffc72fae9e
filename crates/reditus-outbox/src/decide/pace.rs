//! The rate that all workers of an account share.

use reditus::RateLimit;

use crate::store::{Millis, Places};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pace {
    /// `None` means no limit.
    pub(crate) requests: Option<i64>,
    pub(crate) window: Millis,
}

impl Pace {
    pub(crate) fn of(limit: RateLimit) -> Self {
        Self {
            requests: limit.requests().map(|requests| i64::try_from(requests).unwrap_or(i64::MAX)),
            window: i64::try_from(limit.window().as_millis()).unwrap_or(i64::MAX / 4),
        }
    }

    /// The time between requests that spreads them evenly over the window.
    pub(crate) fn interval(self) -> Millis {
        // Rounded up: rounding down could fit one request too many into the window.
        self.requests.map_or(0, |requests| (self.window + requests - 1) / requests.max(1))
    }

    /// When the next request may start: now, or later.
    pub(crate) fn next(self, places: Places, now: Millis) -> Millis {
        match (self.requests, places.first_free) {
            (Some(requests), Some(free)) if places.taken >= requests => free.max(now),
            _ => now,
        }
    }
}
