//! A row on which the service keeps failing while it serves others becomes a reject. Else it would
//! keep every run from finishing.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::commands::import::ledger::Key;

/// How many calls the service may fail on one row, each with all its retries.
pub(super) struct Patience {
    most: u32,
    /// This many rows may succeed although an outage has begun: they were in flight.
    in_flight: u64,
    rows: Mutex<HashMap<Key, InThisRun>>,
}

/// The failures of a row in this run.
struct InThisRun {
    calls: u32,
    /// How many rows had been settled when it first failed.
    settled_before: u64,
}

impl Patience {
    pub(super) fn new(most: u32, concurrency: u16) -> Self {
        Self { most, in_flight: concurrency.into(), rows: Mutex::default() }
    }

    /// Whether this failure is one too many. `failures` counts those of earlier runs as well,
    /// `settled` the rows that the service has accepted or refused in this run.
    ///
    /// While nothing else succeeds it may be an outage. Then it takes that many failures in each of
    /// two runs.
    pub(super) fn is_over(&self, key: Key, failures: u32, settled: u64) -> bool {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let row = rows.entry(key).or_insert(InThisRun { calls: 0, settled_before: settled });
        row.calls += 1;
        let others_succeed = settled > row.settled_before + self.in_flight;
        let earlier = failures.saturating_sub(row.calls);
        failures >= self.most && (others_succeed || row.calls.min(earlier) >= self.most)
    }
}

#[cfg(test)]
mod tests {
    use reditus::Conversion;

    use super::Patience;
    use crate::commands::import::ledger::Key;

    fn key() -> Key {
        Key::of(&Conversion::affiliate("john").uid("1"))
    }

    #[test]
    fn a_row_that_fails_while_others_succeed_is_given_up() {
        let patience = Patience::new(3, 4);
        let over: Vec<_> = (1..=3).map(|n| patience.is_over(key(), n, u64::from(n) * 4)).collect();
        assert_eq!(over, [false, false, true]);
    }

    #[test]
    fn rows_that_were_in_flight_do_not_show_that_others_succeed() {
        let patience = Patience::new(1, 4);
        let over = [0, 4, 5].map(|settled| patience.is_over(key(), 1, settled));
        assert_eq!(over, [false, false, true]);
    }

    #[test]
    fn an_outage_gives_up_no_row_of_its_first_run() {
        let patience = Patience::new(3, 4);
        assert!((1..=50).all(|failures| !patience.is_over(key(), failures, 7)));
        let next_run = Patience::new(3, 4);
        let over: Vec<_> = (51..=53).map(|failures| next_run.is_over(key(), failures, 0)).collect();
        assert_eq!(over, [false, false, true]);
    }
}
