//! What to do while requests fail.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// While row after row fails, each next one waits longer, until one succeeds.
pub(super) struct Outage {
    give_up: Duration,
    state: Mutex<State>,
}

struct State {
    /// Since when rows have been failing, and the delays to come.
    failing: Option<(Instant, ExponentialBackoff)>,
    /// How long the next row waits.
    delay: Duration,
    /// How many rows the service has accepted or refused.
    settled: u64,
    reached: bool,
}

impl Outage {
    /// `reached`: an earlier run has reached the service.
    pub(super) fn new(give_up: Duration, reached: bool) -> Self {
        let state = State { failing: None, delay: Duration::ZERO, settled: 0, reached };
        Self { give_up, state: Mutex::new(state) }
    }

    /// The service has accepted or refused a row.
    pub(super) fn settled(&self) {
        self.with(|state| {
            state.failing = None;
            state.delay = Duration::ZERO;
            state.settled += 1;
            state.reached = true;
        });
    }

    /// A row has failed, after all retries of its call.
    pub(super) fn failed(&self) {
        self.with(|state| {
            let (_, delays) = state.failing.get_or_insert_with(|| {
                let delays = ExponentialBuilder::default()
                    .with_jitter()
                    .with_min_delay(Duration::from_millis(250))
                    .with_max_delay(Duration::from_secs(30))
                    .without_max_times();
                (Instant::now(), delays.build())
            });
            state.delay = delays.next().unwrap_or_default();
        });
    }

    /// How long to wait before the next row.
    pub(super) fn delay(&self) -> Duration {
        self.with(|state| state.delay)
    }

    /// How many rows the service has accepted or refused in this run.
    pub(super) fn settled_rows(&self) -> u64 {
        self.with(|state| state.settled)
    }

    /// Whether the service has accepted or refused any row, in this run or an earlier one.
    pub(super) fn is_reached(&self) -> bool {
        self.with(|state| state.reached)
    }

    /// Every row has failed for as long as `--give-up` allows.
    pub(super) fn is_over_limit(&self) -> bool {
        self.with(|state| {
            state.failing.as_ref().is_some_and(|(since, _)| since.elapsed() >= self.give_up)
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Outage;

    #[test]
    fn a_settled_row_ends_an_outage_and_shows_that_the_service_is_reached() {
        let outage = Outage::new(Duration::ZERO, false);
        assert!(!outage.is_reached() && !outage.is_over_limit());
        outage.failed();
        assert!(!outage.is_reached() && outage.is_over_limit() && !outage.delay().is_zero());
        outage.settled();
        assert!(outage.is_reached() && !outage.is_over_limit() && outage.delay().is_zero());
        assert_eq!(outage.settled_rows(), 1);
    }

    #[test]
    fn an_earlier_run_may_have_reached_the_service() {
        let outage = Outage::new(Duration::from_secs(3600), true);
        outage.failed();
        assert!(outage.is_reached() && !outage.is_over_limit());
    }
}
