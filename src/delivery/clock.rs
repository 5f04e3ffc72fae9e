//! What time it is.

use std::{num::NonZeroU32, time::Duration};

use tokio::time::Instant;

/// The clock that a client waits by, for tests (feature `test-util`).
///
/// `Retry-After` has one-second resolution and the vendor's window is five minutes; a test should
/// not have to sleep that long.
///
/// ```
/// # use std::num::NonZeroU32;
/// # fn speed() -> Option<()> {
/// // `Retry-After: 30` takes 30 ms, and everything else takes a thousandth of its time, too.
/// let clock = reditus::Clock::faster(NonZeroU32::new(1000)?);
/// # Some(()) }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    speed: NonZeroU32,
    /// What [`Clock::now`] counts from.
    epoch: Instant,
}

impl Clock {
    /// A clock that runs this many times faster than the real one.
    pub fn faster(speed: NonZeroU32) -> Self {
        Self { speed, epoch: Instant::now() }
    }

    /// The time since a moment that does not change.
    pub(crate) fn now(self) -> Duration {
        self.epoch.elapsed().saturating_mul(self.speed.get())
    }

    pub(crate) async fn sleep_until(self, moment: Duration) {
        self.until(moment, std::future::pending()).await;
    }

    /// Waits for the event, but not beyond the moment.
    pub(crate) async fn until(self, moment: Duration, event: impl Future<Output = ()>) {
        let wait = moment.saturating_sub(self.now());
        // A sleep of no time still sleeps until the timer's next tick, a millisecond away.
        if !wait.is_zero() {
            // Ignore which of the two fired: every caller checks its condition again.
            let _ = tokio::time::timeout(self.real(wait), event).await;
        }
    }

    /// How long that is by the real clock.
    pub(crate) fn real(self, duration: Duration) -> Duration {
        duration / self.speed.get()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::faster(NonZeroU32::MIN)
    }
}
