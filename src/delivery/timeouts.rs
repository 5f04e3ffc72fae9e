//! How long things may take.

use std::time::Duration;

/// How long a client waits.
///
/// ```
/// # use std::time::Duration;
/// let timeouts = reditus::Timeouts::default().connect(Duration::from_secs(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
}

impl Timeouts {
    /// How long connecting may take: name resolution, TCP and TLS; nine tenths of
    /// [`attempt`](Self::attempt) at most, so that it is known whether anything was sent. Default:
    /// 5 s.
    #[must_use]
    pub fn connect(mut self, connect: Duration) -> Self {
        self.connect = connect;
        self
    }

    /// How long one request may take, from connecting to the last byte of the response.
    /// Default: 10 s.
    #[must_use]
    pub fn attempt(mut self, attempt: Duration) -> Self {
        self.attempt = attempt;
        self
    }

    /// How long a whole call may take: all attempts, and all waiting between them. It holds
    /// whatever the server does. Default: 60 s.
    #[must_use]
    pub fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }
}

impl Timeouts {
    pub(crate) fn connecting(self) -> Duration {
        self.connect.min(self.attempt / 10 * 9)
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            attempt: Duration::from_secs(10),
            total: Duration::from_secs(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Timeouts;

    #[test]
    fn connecting_leaves_a_tenth_of_an_attempt() {
        let ms = Duration::from_millis;
        assert_eq!(Timeouts::default().connecting(), ms(5000));
        assert_eq!(Timeouts::default().attempt(ms(1000)).connecting(), ms(900));
    }
}
