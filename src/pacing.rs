//! When the next request may be sent.

use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

use crate::{clock::Clock, rate_limit::RateLimit};

/// The longest that one answer can make all clones wait: the window that the vendor documents. Who
/// says more than that is not the service, or is mistaken.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

pub(crate) struct Pacer {
    limit: RateLimit,
    clock: Clock,
    state: Mutex<State>,
    /// Somebody has left the line, or has given a place back.
    moved_up: Notify,
}

#[derive(Default)]
struct State {
    /// When the requests of the last window ended, in order. The service saw each before that.
    ended: VecDeque<Duration>,
    under_way: usize,
    /// The tickets of those who wait, in order of arrival.
    waiting: VecDeque<u64>,
    next_ticket: u64,
    /// Nobody sends before that.
    paused_until: Duration,
}

/// The next request cannot be sent in time; it can be, this long from now, at the earliest. No time
/// at all means that there is none left.
pub(crate) struct TooLate(pub(crate) Duration);

impl Pacer {
    pub(crate) fn new(limit: RateLimit, clock: Clock) -> Self {
        Self { limit, clock, state: Mutex::default(), moved_up: Notify::new() }
    }

    /// Waits until a request may be sent, which is `now` in the answer. Whoever is dropped while it
    /// waits leaves the line.
    pub(crate) async fn admit(
        &self,
        mut now: Duration,
        deadline: Duration,
    ) -> Result<Admitted<'_>, TooLate> {
        let ticket = Ticket::take(self);
        loop {
            if now >= deadline {
                return Err(TooLate(Duration::ZERO));
            }
            // From here on no move is missed.
            let mut moved_up = pin!(self.moved_up.notified());
            moved_up.as_mut().enable();
            let at = match self.begin(&ticket, now) {
                Ok(under_way) => return Ok(Admitted { now, under_way }),
                Err(at) if at >= deadline => return Err(TooLate(at - now)),
                Err(at) => at,
            };
            self.clock.until(at, moved_up).await;
            now = self.clock.now();
        }
    }

    /// Begins a request, or says when to ask again.
    fn begin(&self, ticket: &Ticket<'_>, now: Duration) -> Result<UnderWay<'_>, Duration> {
        let mut state = self.state();
        let at = state.earliest(self.limit, ticket.number, now);
        if at > now {
            return Err(at);
        }
        state.under_way += 1;
        Ok(UnderWay { pacer: self, sent: true })
    }

    /// Waits until a request might be sent at once, and takes no place.
    pub(crate) async fn ready(&self) {
        loop {
            let mut moved_up = pin!(self.moved_up.notified());
            moved_up.as_mut().enable();
            let now = self.clock.now();
            let at = self.earliest(now);
            if at <= now {
                return;
            }
            self.clock.until(at, moved_up).await;
        }
    }

    /// When a request may be sent, as far as is known now.
    pub(crate) fn earliest(&self, now: Duration) -> Duration {
        let mut state = self.state();
        let last = state.next_ticket;
        state.earliest(self.limit, last, now)
    }

    /// The service has asked for a pause: it holds for all clones.
    pub(crate) fn pause(&self, pause: Duration) {
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
    /// request under way takes its time, and earlier when somebody ahead leaves.
    fn earliest(&mut self, limit: RateLimit, ticket: u64, now: Duration) -> Duration {
        let Some(requests) = limit.requests else { return now.max(self.paused_until) };
        let frees = |ended: Duration| ended.saturating_add(limit.window);
        while self.ended.front().is_some_and(|&ended| frees(ended) <= now) {
            self.ended.pop_front();
        }
        let ahead = self.waiting.partition_point(|&waiting| waiting < ticket);
        let at = match (self.ended.len() + self.under_way + ahead).checked_sub(requests) {
            None => now,
            // Not yet ended, it has not begun to free its place.
            Some(place) => frees(self.ended.get(place).copied().unwrap_or(now)),
        };
        at.max(self.paused_until)
    }
}

/// A request may be sent now.
pub(crate) struct Admitted<'a> {
    pub(crate) now: Duration,
    pub(crate) under_way: UnderWay<'a>,
}

/// A place in the line, left when it is dropped.
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

/// A request that the service may be counting, until it is dropped.
pub(crate) struct UnderWay<'a> {
    pacer: &'a Pacer,
    sent: bool,
}

impl UnderWay<'_> {
    /// It never left, so the service has not counted it.
    pub(crate) fn was_not_sent(mut self) {
        self.sent = false;
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut state = self.pacer.state();
        state.under_way -= 1;
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

    use super::{Pacer, TooLate};
    use crate::{clock::Clock, rate_limit::RateLimit};

    #[tokio::test]
    async fn a_call_that_comes_too_late_takes_no_place() {
        let second = Duration::from_secs(1);
        let pacer = Pacer::new(RateLimit::new(1, 100 * second), Clock::default());
        let late = pacer.admit(second, second).await;
        assert!(matches!(late, Err(TooLate(Duration::ZERO))));
        assert!(pacer.admit(second, 2 * second).await.is_ok());
    }

    #[tokio::test]
    async fn ready_waits_for_a_place_and_takes_none() {
        let second = Duration::from_secs(1);
        let clock = Clock::default();
        let pacer = Pacer::new(RateLimit::new(1, second / 20), clock);
        pacer.ready().await;
        pacer.ready().await;
        drop(pacer.admit(clock.now(), clock.now() + second).await);
        let sent = clock.now();
        pacer.ready().await;
        assert!(clock.now() - sent >= second / 21);
        assert!(pacer.admit(clock.now(), clock.now() + second).await.is_ok());
    }
}
