use std::time::{Duration, Instant};

/// How many requests the service takes in a time; set by
/// [`Builder::rate_limit`](crate::Builder::rate_limit).
///
/// The vendor publishes the number and the time, but not how they are counted. Here, the time
/// starts with the first request and starts anew with the first one after its end; both
/// operations count together, requests that are refused for it or have no good token do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RateLimit {
    requests: u32,
    window: Duration,
    tells: bool,
}

impl RateLimit {
    /// This many requests in this time.
    pub fn new(requests: u32, window: Duration) -> Self {
        Self { requests, window, tells: true }
    }

    /// What the vendor publishes: 100 requests in 5 minutes.
    pub fn documented() -> Self {
        Self::new(100, Duration::from_secs(5 * 60))
    }

    /// Leaves out the `Retry-After` that a refusal carries by default, in seconds, rounded up.
    pub fn silent(mut self) -> Self {
        self.tells = false;
        self
    }
}

/// The requests counted against a limit.
pub(crate) struct Limiter {
    limit: RateLimit,
    started: Option<Instant>,
    taken: u32,
}

/// A refusal, and the seconds to wait if they are told.
pub(crate) struct Exceeded(pub(crate) Option<u64>);

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, started: None, taken: 0 }
    }

    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Exceeded> {
        let RateLimit { requests, window, tells } = self.limit;
        let mut left = self
            .started
            .map_or(Duration::ZERO, |started| window.saturating_sub(now.duration_since(started)));
        if left.is_zero() {
            (self.started, self.taken, left) = (Some(now), 0, window);
        }
        if self.taken < requests {
            self.taken += 1;
            return Ok(());
        }
        Err(Exceeded(tells.then(|| left.as_secs() + u64::from(left.subsec_nanos() > 0))))
    }
}
