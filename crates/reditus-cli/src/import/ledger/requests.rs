//! When the last requests were sent, for the next run: the service's limit covers both.

use std::{
    collections::VecDeque,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How many times are kept. The vendor's limit is 100 requests in 5 minutes.
const KEPT: usize = 1000;

/// A request that was in flight when its run was killed ended at an unknown time: its run was last
/// seen at most a second before, on a slow disk a little more.
const SLACK: Duration = Duration::from_secs(3);

/// The ends of the last requests, in unix milliseconds, and how many had not ended yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requests {
    ended: VecDeque<u64>,
    in_flight: u32,
    /// When this was last written.
    seen: u64,
}

impl Requests {
    pub(super) fn new(ended: &[u8], in_flight: u32, seen: u64) -> Self {
        let ended = ended.chunks_exact(8).filter_map(|chunk| chunk.try_into().ok());
        Self { ended: ended.map(u64::from_be_bytes).collect(), in_flight, seen }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.ended.iter().flat_map(|at| at.to_be_bytes()).collect()
    }

    pub(super) fn in_flight(&self) -> u32 {
        self.in_flight
    }

    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    pub(super) fn see(&mut self) {
        self.seen = now();
    }

    pub(super) fn begin(&mut self) {
        self.in_flight += 1;
    }

    /// A call has ended after so many requests.
    pub(super) fn end(&mut self, requests: u32) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let requests = usize::try_from(requests).unwrap_or(KEPT).min(KEPT);
        self.push(now(), requests);
    }

    /// A new run: what was in flight has ended.
    pub(super) fn take_over(&mut self) {
        let end = self.seen + u64::try_from(SLACK.as_millis()).unwrap_or_default();
        let in_flight = usize::try_from(self.in_flight).unwrap_or(KEPT).min(KEPT);
        self.in_flight = 0;
        self.push(end, in_flight);
    }

    fn push(&mut self, at: u64, count: usize) {
        self.ended.extend(std::iter::repeat_n(at, count));
        let surplus = self.ended.len().saturating_sub(KEPT);
        self.ended.drain(..surplus);
    }

    /// How long each of the last requests still uses a place of a limit of `requests` in `window`,
    /// the shortest first.
    pub(crate) fn waits(&self, requests: u32, window: Duration) -> Vec<Duration> {
        let now = now();
        let mut waits: Vec<_> = self
            .ended
            .iter()
            // If the clock was set back, they have just ended.
            .map(|&at| Duration::from_millis(now.saturating_sub(at)))
            .filter_map(|ago| window.checked_sub(ago).filter(|wait| !wait.is_zero()))
            .collect();
        waits.sort_unstable();
        let requests = usize::try_from(requests).unwrap_or(usize::MAX);
        waits.split_off(waits.len().saturating_sub(requests))
    }
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{KEPT, Requests, now};

    const WINDOW: Duration = Duration::from_secs(300);

    #[test]
    fn one_request_leaves_the_rest_of_the_limit_free() {
        let mut requests = Requests::default();
        requests.begin();
        requests.end(1);
        let waits = requests.waits(100, WINDOW);
        assert_eq!(waits.len(), 1);
        assert!(waits[0] > WINDOW - Duration::from_secs(1) && waits[0] <= WINDOW);
        assert!(requests.waits(100, Duration::ZERO).is_empty());
    }

    #[test]
    fn requests_are_read_back_and_those_in_flight_count_from_when_they_were_last_seen() {
        let mut requests = Requests::new(&(now() - 299_000).to_be_bytes(), 2, now() - 200_000);
        let copy = Requests::new(&requests.to_bytes(), requests.in_flight(), requests.seen());
        assert_eq!(requests, copy);
        requests.take_over();
        let seconds: Vec<_> =
            requests.waits(100, WINDOW).iter().map(|wait| wait.as_secs_f64().round()).collect();
        assert_eq!(seconds, [1.0, 103.0, 103.0]);
        // Of a lower limit, only the last places are taken.
        assert_eq!(requests.waits(2, WINDOW).len(), 2);
    }

    #[test]
    fn a_long_import_keeps_a_bounded_number() {
        let mut requests = Requests::default();
        (0..KEPT).for_each(|_| requests.end(4));
        assert_eq!(requests.to_bytes().len(), KEPT * 8);
    }
}
