//! What time it is.

use std::{num::NonZeroU32, sync::LazyLock, time::Duration};

use tokio::time::Instant;

/// The clock that a client waits by.
///
/// The default is the real one. A [faster](Self::faster) one is for tests of what happens when the
/// service asks to wait: HTTP knows no unit below the second, and a test has no seconds to lose.
///
/// ```
/// # use std::num::NonZeroU32;
/// # fn speed() -> Option<()> {
/// // `Retry-After: 30` takes 30 ms, and so does everything else take a thousandth.
/// let clock = reditus::Clock::faster(NonZeroU32::new(1000)?);
/// # Some(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    speed: NonZeroU32,
}

/// What [`Clock::now`] counts from.
static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Clock {
    /// A clock that runs this many times faster than the real one.
    pub fn faster(speed: NonZeroU32) -> Self {
        Self { speed }
    }

    /// The time since a moment that never changes.
    pub(crate) fn now(self) -> Duration {
        EPOCH.elapsed().saturating_mul(self.speed.get())
    }

    pub(crate) async fn sleep_until(self, moment: Duration) {
        let wait = moment.saturating_sub(self.now());
        // A sleep of no time still sleeps until the timer's next tick, a millisecond away.
        if !wait.is_zero() {
            tokio::time::sleep(self.real(wait)).await;
        }
    }

    /// How long that is by the real clock.
    pub(crate) fn real(self, duration: Duration) -> Duration {
        duration / self.speed.get()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self { speed: NonZeroU32::MIN }
    }
}
