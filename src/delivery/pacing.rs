//! When the next request may be sent.

use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

use super::{Clock, RateLimit, rate_limit::Waits};

/// The longest that one response can make all clones wait: the window that the vendor documents. A
/// longer wait is a mistake, or not the service's.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// Further off than any deadline.
const NEVER: Duration = Duration::MAX;

pub(crate) struct Pacer {
    limit: RateLimit,
    clock: Clock,
    state: Mutex<State>,
    /// A waiting call has left the queue, or a place was given back.
    moved_up: Notify,
}

#[derive(Default)]
struct State {
    /// When the requests of the last window ended, in order. The service saw each before that.
    ended: VecDeque<Duration>,
    in_flight: usize,
    /// The tickets of the waiting calls, in order of arrival.
    waiting: VecDeque<u64>,
    next_ticket: u64,
    /// Nothing is sent before this.
    paused_until: Duration,
}

/// The deadline comes before the next free place. Holds the wait for that place, or zero if the
/// deadline has passed.
pub(crate) struct TooLate(pub(crate) Duration);

impl Pacer {
    pub(crate) fn new(limit: RateLimit, clock: Clock) -> Self {
        Self { limit, clock, state: Mutex::default(), moved_up: Notify::new() }
    }

    /// Waits until a request may be sent; returns when that is, and the place. A call that is
    /// dropped while it waits leaves the queue.
    pub(crate) async fn admit(
        &self,
        now: Duration,
        deadline: Duration,
    ) -> Result<(Duration, Place<'_>), TooLate> {
        if now >= deadline {
            return Err(TooLate(Duration::ZERO));
        }
        // Nearly always nobody waits and there is a place: no queue, no wake-up.
        match self.begin_at_once(now) {
            Some(place) => Ok((now, place)),
            None => self.queue(now, deadline).await,
        }
    }

    /// Waits as long as it takes for a place.
    pub(crate) async fn reserve(&self) -> Place<'_> {
        loop {
            if let Ok((_, place)) = self.admit(self.clock.now(), NEVER).await {
                return place;
            }
        }
    }

    /// The place that [`Place::forget`] left behind.
    pub(crate) fn reserved(&self) -> Place<'_> {
        Place { pacer: self, sent: true }
    }

    async fn queue(
        &self,
        mut now: Duration,
        deadline: Duration,
    ) -> Result<(Duration, Place<'_>), TooLate> {
        let ticket = Ticket::take(self);
        loop {
            // From here on no wake-up is missed.
            let mut moved_up = pin!(self.moved_up.notified());
            moved_up.as_mut().enable();
            let at = match self.begin(&ticket, now) {
                Ok(place) => return Ok((now, place)),
                Err(at) if at >= deadline => return Err(TooLate(at - now)),
                Err(at) => at,
            };
            self.clock.until(at, moved_up).await;
            now = self.clock.now();
            if now >= deadline {
                return Err(TooLate(Duration::ZERO));
            }
        }
    }

    fn begin_at_once(&self, now: Duration) -> Option<Place<'_>> {
        let mut state = self.state();
        if !state.waiting.is_empty() || state.earliest(self.limit, 0, now) > now {
            return None;
        }
        state.in_flight += 1;
        Some(Place { pacer: self, sent: true })
    }

    /// Begins a request, or says when to ask again.
    fn begin(&self, ticket: &Ticket<'_>, now: Duration) -> Result<Place<'_>, Duration> {
        let mut state = self.state();
        let at = state.earliest(self.limit, ticket.number, now);
        if at > now {
            return Err(at);
        }
        state.in_flight += 1;
        Ok(Place { pacer: self, sent: true })
    }

    /// When a request may be sent, as far as is known now.
    pub(crate) fn earliest(&self, now: Duration) -> Duration {
        let mut state = self.state();
        let last = state.next_ticket;
        state.earliest(self.limit, last, now)
    }

    /// The service has asked for a pause: it holds for all clones.
    pub(crate) fn pause(&self, pause: Duration) {
        if self.limit.waits == Waits::LeftToTheCaller {
            return;
        }
        let until = self.clock.now() + pause.min(LONGEST_PAUSE);
        let mut state = self.state();
        state.paused_until = state.paused_until.max(until);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// When the holder of this ticket may send, as far as is known now. It becomes later when a
    /// request in flight takes its time, and earlier when a call ahead leaves.
    fn earliest(&mut self, limit: RateLimit, ticket: u64, now: Duration) -> Duration {
        let Some(requests) = limit.requests else { return now.max(self.paused_until) };
        let frees = |ended: Duration| ended.saturating_add(limit.window);
        while self.ended.front().is_some_and(|&ended| frees(ended) <= now) {
            self.ended.pop_front();
        }
        let ahead = self.waiting.partition_point(|&waiting| waiting < ticket);
        let at = match (self.ended.len() + self.in_flight + ahead).checked_sub(requests) {
            None => now,
            // A request that has not ended has not begun to free its place.
            Some(place) => frees(self.ended.get(place).copied().unwrap_or(now)),
        };
        at.max(self.paused_until)
    }
}

/// A position in the queue, left when it is dropped.
struct Ticket<'a> {
    pacer: &'a Pacer,
    number: u64,
}

impl<'a> Ticket<'a> {
    fn take(pacer: &'a Pacer) -> Self {
        let mut state = pacer.state();
        let number = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push_back(number);
        Self { pacer, number }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let waiting = &mut self.pacer.state().waiting;
        if let Ok(index) = waiting.binary_search(&self.number) {
            waiting.remove(index);
        }
        self.pacer.moved_up.notify_waiters();
    }
}

/// A request in flight, until it is dropped. The service may have seen it, unless it is said to be
/// unsent.
pub(crate) struct Place<'a> {
    pacer: &'a Pacer,
    sent: bool,
}

impl Place<'_> {
    /// The request never left, so the service has not seen it.
    pub(crate) fn was_not_sent(mut self) {
        self.sent = false;
    }

    /// Keeps the place taken, for [`Pacer::reserved`] to take up.
    pub(crate) fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.pacer.state();
        state.in_flight -= 1;
        if !self.sent {
            drop(state);
            self.pacer.moved_up.notify_waiters();
        } else if self.pacer.limit.requests.is_some() {
            state.ended.push_back(self.pacer.clock.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Clock, Pacer, RateLimit, Ticket, TooLate};

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn a_call_that_comes_too_late_takes_no_place() {
        let pacer = Pacer::new(RateLimit::new(1, 100 * SECOND), Clock::default());
        let late = pacer.admit(SECOND, SECOND).await;
        assert!(matches!(late, Err(TooLate(Duration::ZERO))));
        assert!(pacer.admit(SECOND, 2 * SECOND).await.is_ok());
    }

    #[tokio::test]
    async fn a_reserved_place_is_nobody_elses_until_it_is_given_back() {
        let clock = Clock::default();
        let pacer = Pacer::new(RateLimit::new(1, 100 * SECOND), clock);
        pacer.reserve().await.forget();
        let now = clock.now();
        assert!(pacer.admit(now, now + SECOND).await.is_err());
        pacer.reserved().was_not_sent();
        assert!(pacer.admit(now, now + SECOND).await.is_ok());
    }

    #[test]
    fn waiting_calls_get_the_places_in_order_of_arrival() {
        let pacer = Pacer::new(RateLimit::new(2, 100 * SECOND), Clock::default());
        pacer.state().ended.extend([SECOND, 50 * SECOND]);
        let (first, second) = (Ticket::take(&pacer), Ticket::take(&pacer));
        assert_eq!(pacer.begin(&first, 60 * SECOND).err(), Some(101 * SECOND));
        assert_eq!(pacer.begin(&second, 60 * SECOND).err(), Some(150 * SECOND));
        // A retry comes after both, and is not begun if that is too late.
        assert_eq!(pacer.earliest(60 * SECOND), 160 * SECOND);
        // The first place is free: it is not the second call's.
        assert_eq!(pacer.begin(&second, 101 * SECOND).err(), Some(150 * SECOND));
        assert!(pacer.begin(&first, 101 * SECOND).is_ok());
    }

    #[test]
    fn a_pause_holds_without_a_limit_unless_waits_are_left_to_the_caller() {
        for (limit, earliest) in
            [(RateLimit::off(), 60 * SECOND), (RateLimit::left_to_the_caller(), Duration::ZERO)]
        {
            let pacer = Pacer::new(limit, Clock::default());
            pacer.pause(60 * SECOND);
            let at = pacer.earliest(Duration::ZERO);
            assert!(at >= earliest && at < earliest + SECOND, "{limit:?}: {at:?}");
        }
    }
}
