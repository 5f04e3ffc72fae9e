//! When the next request may be sent.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::clock::Clock;

/// How many requests a client and its clones send in a span of time, of any start.
///
/// The vendor documents 100 requests in 5 minutes for a whole account, which is the default. It is
/// kept as a sliding window over the last requests, a hundredth longer than it need be, since the
/// network does not carry requests evenly: no 5 minutes see more than 100 requests of this client. Other processes with the same account are not
/// seen; give each its share.
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
    requests: Option<usize>,
    window: Duration,
}

/// The longest that one answer can make all clones wait: the window that the vendor documents. Who
/// says more than that is not the service, or is mistaken.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

impl RateLimit {
    /// At most this many requests in any window of this length; 0 requests means 1.
    pub fn new(requests: usize, window: Duration) -> Self {
        Self { requests: Some(requests.max(1)), window }
    }

    /// No limit of our own. A 429 of the service is still kept to.
    pub fn off() -> Self {
        Self { requests: None, window: Duration::ZERO }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new(100, Duration::from_secs(5 * 60))
    }
}

pub(crate) struct Pacer {
    limit: RateLimit,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When the last requests were sent, or will be: the sends of one window, in order.
    slots: VecDeque<Duration>,
    /// Nobody sends before that.
    paused_until: Duration,
}

/// The next request cannot be sent in time; it can be, this long from now.
pub(crate) struct TooLate(pub(crate) Duration);

impl Pacer {
    pub(crate) fn new(limit: RateLimit, clock: Clock) -> Self {
        Self { limit, clock, state: Mutex::default() }
    }

    /// Waits until a request may be sent. Whoever is dropped while it waits gives its place back.
    pub(crate) async fn admit(&self, deadline: Duration) -> Result<(), TooLate> {
        let mut place = self.reserve(self.clock.now(), deadline)?;
        loop {
            self.clock.sleep_until(place.at).await;
            // A 429 of another call may have come in the meantime.
            let paused_until = self.state().paused_until;
            let now = self.clock.now();
            if paused_until <= now {
                place.kept = true;
                return Ok(());
            }
            drop(place);
            place = self.reserve(now, deadline)?;
        }
    }

    /// The service has asked for a pause: it holds for all clones.
    pub(crate) fn pause(&self, pause: Duration) {
        let until = self.clock.now() + pause.min(LONGEST_PAUSE);
        let mut state = self.state();
        state.paused_until = state.paused_until.max(until);
    }

    fn reserve(&self, now: Duration, deadline: Duration) -> Result<Place<'_>, TooLate> {
        let mut state = self.state();
        let mut at = now.max(state.paused_until);
        if let Some(requests) = self.limit.requests {
            let window = self.limit.window + self.limit.window / 100;
            while state.slots.front().is_some_and(|&slot| slot + window <= now) {
                state.slots.pop_front();
            }
            if let Some(&last) = state.slots.back() {
                at = at.max(last);
            }
            if let Some(earlier) = state.slots.len().checked_sub(requests) {
                at = at.max(state.slots[earlier] + window);
            }
        }
        if at > deadline {
            return Err(TooLate(at - now));
        }
        if self.limit.requests.is_some() {
            state.slots.push_back(at);
        }
        Ok(Place { pacer: self, at, kept: false })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the window, given back unless it is kept.
struct Place<'a> {
    pacer: &'a Pacer,
    at: Duration,
    kept: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let slots = &mut self.pacer.state().slots;
        if let Ok(index) = slots.binary_search(&self.at) {
            slots.remove(index);
        }
    }
}
