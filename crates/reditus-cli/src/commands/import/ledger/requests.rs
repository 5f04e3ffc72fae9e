//! When the last requests were sent, for the next run: the service's limit covers both.

use std::{
    collections::VecDeque,
    iter::repeat_n,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How many requests are kept, or a few more. The vendor's limit is 100 requests in 5 minutes.
const KEPT: u32 = 1000;

/// A request that was in flight when its run was killed ended at an unknown time: its run was last
/// seen at most a second before, on a slow disk a little more.
const SLACK: Duration = Duration::from_secs(3);

/// The ends of the last requests, and how many had not ended yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requests {
    /// When, in unix milliseconds, and how many: a fast import ends many in one commit, and writes
    /// this with each.
    ended: VecDeque<(u64, u32)>,
    in_flight: u32,
    /// When this was last written.
    seen: u64,
}

impl Requests {
    pub(super) fn new(ended: &[u8], in_flight: u32, seen: u64) -> Self {
        let (groups, _) = ended.as_chunks::<12>();
        let group = |bytes: &[u8; 12]| {
            let (at, count) = bytes.split_at(8);
            let at = u64::from_be_bytes(at.try_into().ok()?);
            Some((at, u32::from_be_bytes(count.try_into().ok()?)))
        };
        Self { ended: groups.iter().filter_map(group).collect(), in_flight, seen }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(12 * self.ended.len());
        for (at, count) in &self.ended {
            bytes.extend_from_slice(&at.to_be_bytes());
            bytes.extend_from_slice(&count.to_be_bytes());
        }
        bytes
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
        self.push(now(), requests);
    }

    /// A new run: what was in flight has ended.
    pub(super) fn take_over(&mut self) {
        let end = self.seen + u64::try_from(SLACK.as_millis()).unwrap_or_default();
        let in_flight = std::mem::take(&mut self.in_flight);
        self.push(end, in_flight);
    }

    fn push(&mut self, at: u64, count: u32) {
        match self.ended.back_mut() {
            Some((last, ended)) if *last == at => *ended = ended.saturating_add(count),
            _ if count == 0 => {}
            _ => self.ended.push_back((at, count)),
        }
        let mut kept: u32 = self.ended.iter().map(|&(_, count)| count.min(KEPT)).sum();
        while let Some(&(_, oldest)) = self.ended.front()
            && kept - oldest.min(KEPT) >= KEPT
        {
            kept -= oldest.min(KEPT);
            self.ended.pop_front();
        }
    }

    /// How long each of the last requests still uses a place of a limit of `requests` in `window`,
    /// the shortest first.
    pub(crate) fn waits(&self, requests: u32, window: Duration) -> Vec<Duration> {
        let now = now();
        let mut waits: Vec<_> = self
            .ended
            .iter()
            .flat_map(|&(at, count)| repeat_n(at, count.min(KEPT) as usize))
            // If the clock was set back, they have just ended.
            .map(|at| Duration::from_millis(now.saturating_sub(at)))
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
        let mut requests = Requests::default();
        requests.push(now() - 299_000, 1);
        requests.in_flight = 2;
        requests.seen = now() - 200_000;
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
        (1..=u64::from(KEPT)).for_each(|at| requests.push(at, 4));
        assert_eq!(requests.to_bytes().len(), 250 * 12);
        assert_eq!(requests.ended.front(), Some(&(751, 4)));
        requests.end(u32::MAX);
        assert_eq!(requests.ended.len(), 1);
    }
}
