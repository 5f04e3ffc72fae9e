use std::time::{Duration, Instant};

/// How many requests the service accepts per window; set by
/// [`Builder::rate_limit`](crate::Builder::rate_limit).
///
/// The vendor publishes the number and the window, but not how requests are counted. Here, a
/// window begins with the first request, and the next one with the first request after its end.
/// Both operations count together. Requests that are refused for the limit or for their token do
/// not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RateLimit {
    pub(crate) requests: u32,
    pub(crate) window: Duration,
    sends_retry_after: bool,
}

impl RateLimit {
    /// This many requests per window.
    pub fn new(requests: u32, window: Duration) -> Self {
        Self { requests, window, sends_retry_after: true }
    }

    /// What the vendor publishes: 100 requests in 5 minutes.
    pub fn documented() -> Self {
        Self::new(100, Duration::from_secs(5 * 60))
    }

    /// Omits the `Retry-After` that a 429 carries by default, in seconds, rounded up.
    pub fn silent(mut self) -> Self {
        self.sends_retry_after = false;
        self
    }
}

/// The requests of the current window.
#[derive(Default)]
pub(super) struct Limiter {
    started: Option<Instant>,
    taken: u32,
}

/// The request is over the limit. Holds the seconds to wait if they are to be sent.
pub(super) struct Exceeded(pub(super) Option<u64>);

impl Limiter {
    pub(super) fn take(&mut self, limit: RateLimit, now: Instant) -> Result<(), Exceeded> {
        let RateLimit { requests, window, sends_retry_after } = limit;
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
        let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        Err(Exceeded(sends_retry_after.then_some(seconds)))
    }
}
