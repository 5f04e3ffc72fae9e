//! When a failed attempt is retried.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

/// When a failed attempt is retried. Transient failures are: no connection, no response in time, a
/// 5xx, and what the service asks to repeat (408, 425, 429). A success or a duplicate that is not the
/// service's is tried once more, since the service's own 409 settles it.
///
/// Delays grow exponentially, each drawn at random between zero and its limit (full jitter), so
/// that clients which failed together do not return together. `Retry-After` is honoured. All
/// retries of a client and its clones share a budget: each call adds a tenth of a retry to it and
/// each recorded conversion a whole one, up to 50, which is also what it starts with. In an outage
/// a client therefore sends about 1.1 requests per call.
///
/// ```
/// # use std::time::Duration;
/// use reditus::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(10).max_delay(Duration::from_secs(20));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    first_delay: Duration,
    max_delay: Duration,
    max_elapsed: Duration,
}

impl RetryPolicy {
    /// One attempt, and no retry.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// The most requests that a call sends, the first one included; 0 means 1. Default: 4.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest delay before the first retry; it doubles with each further one. Default: 250 ms.
    #[must_use]
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest delay before any retry, unless the service asks for more. Default: 5 s.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// No retry starts later than this after the call began, even if the service asks for a longer
    /// wait. Default: 30 s. The whole call ends with [`Timeouts::total`](crate::Timeouts::total) in
    /// any case.
    #[must_use]
    pub fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// The delay before each retry that may be made.
    pub(crate) fn delays(self) -> impl Iterator<Item = Duration> + Send {
        ExponentialBuilder::new()
            .with_factor(2.0)
            .with_min_delay(self.first_delay.min(self.max_delay))
            .with_max_delay(self.max_delay)
            .with_max_times(self.max_attempts.saturating_sub(1) as usize)
            .build()
            .map(|limit| limit.mul_f64(fastrand::f64()))
    }

    /// How long after the call a retry may begin.
    pub(crate) fn elapsed(self) -> Duration {
        self.max_elapsed
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(5),
            max_elapsed: Duration::from_secs(30),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;

    #[test]
    fn delays_double_up_to_the_limit_and_are_drawn_from_all_of_it() {
        let policy = RetryPolicy::default()
            .max_attempts(6)
            .first_delay(Duration::from_millis(100))
            .max_delay(Duration::from_millis(500));
        let limits = [100, 200, 400, 500, 500].map(Duration::from_millis);
        let mut longest = [Duration::ZERO; 5];
        let mut shortest = limits;
        for _ in 0..1000 {
            let delays: Vec<_> = policy.delays().collect();
            assert_eq!(delays.len(), limits.len());
            for (index, &delay) in delays.iter().enumerate() {
                longest[index] = longest[index].max(delay);
                shortest[index] = shortest[index].min(delay);
            }
        }
        for (index, &limit) in limits.iter().enumerate() {
            assert!(longest[index] <= limit && longest[index] > limit.mul_f64(0.9));
            assert!(shortest[index] < limit.mul_f64(0.1));
        }
    }

    #[test]
    fn no_delay_is_over_the_limit_not_even_the_first() {
        let ms = Duration::from_millis;
        let policy = RetryPolicy::default().first_delay(ms(500)).max_delay(ms(10));
        assert!((0..100).flat_map(|_| policy.delays()).all(|delay| delay <= ms(10)));
    }

    #[test]
    fn one_attempt_has_no_delays() {
        assert_eq!(RetryPolicy::none().delays().count(), 0);
        assert_eq!(RetryPolicy::default().max_attempts(0).delays().count(), 0);
    }
}
