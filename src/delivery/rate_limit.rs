//! How many requests may be sent in a window of time.

use std::time::Duration;

/// The most requests that a client and its clones send within any window of the given length.
///
/// The vendor documents 100 requests in 5 minutes for a whole account, which is the default. The
/// window slides, from the end of one request to the start of another, so that the network cannot
/// squeeze more into it. Other processes that use the same account are not seen: give each its
/// share.
///
/// ```
/// # use std::time::Duration;
/// use reditus::RateLimit;
///
/// let half = RateLimit::new(50, Duration::from_secs(5 * 60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// `None` does not limit.
    pub(crate) requests: Option<usize>,
    pub(crate) window: Duration,
    pub(crate) waits: Waits,
}

/// What happens to a wait that the service asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    Honoured,
    /// The error reports it, and nothing waits.
    LeftToTheCaller,
}

impl RateLimit {
    /// At most this many requests in any window of this length; 0 requests means 1.
    pub fn new(requests: usize, window: Duration) -> Self {
        Self { requests: Some(requests.max(1)), window, waits: Waits::Honoured }
    }

    /// How many requests, in any window of [`window`](Self::window); `None` means no limit.
    pub fn requests(&self) -> Option<usize> {
        self.requests
    }

    /// How long the window is.
    pub fn window(&self) -> Duration {
        self.window
    }

    /// No limit of our own. The wait that a 429 or a 503 asks for is still honoured.
    pub fn off() -> Self {
        Self { requests: None, window: Duration::ZERO, waits: Waits::Honoured }
    }

    /// No limit of our own, and no pause either: for a queue that keeps to both itself, because
    /// several processes share it. The wait that a 429 or a 503 asks for is in
    /// [`Error::retry_after`](crate::Error::retry_after) alone.
    pub fn left_to_the_caller() -> Self {
        Self { waits: Waits::LeftToTheCaller, ..Self::off() }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new(100, Duration::from_secs(5 * 60))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RateLimit;

    #[test]
    fn the_default_is_the_documented_limit_and_no_requests_mean_one() {
        let five_minutes = Duration::from_secs(300);
        let limit = RateLimit::default();
        assert_eq!((limit.requests(), limit.window()), (Some(100), five_minutes));
        let limit = RateLimit::new(0, five_minutes);
        assert_eq!((limit.requests(), limit.window()), (Some(1), five_minutes));
        assert_eq!(RateLimit::off().requests(), None);
    }
}
