//! When nothing comes through any more.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// Rows fail one after the other: each next one waits longer, until one comes through.
pub(crate) struct Outage {
    give_up: Duration,
    state: Mutex<State>,
}

struct State {
    /// Since when, and what delays are left to wait.
    failing: Option<(Instant, ExponentialBackoff)>,
    /// How long the next row waits.
    delay: Duration,
    any_through: bool,
}

impl Outage {
    pub(crate) fn new(give_up: Duration, any_through: bool) -> Self {
        let state = State { failing: None, delay: Duration::ZERO, any_through };
        Self { give_up, state: Mutex::new(state) }
    }

    /// A row has its answer: the service is there.
    pub(crate) fn came_through(&self) {
        self.with(|state| {
            *state = State { failing: None, delay: Duration::ZERO, any_through: true };
        });
    }

    /// A row did not come through, after all retries of its call.
    pub(crate) fn failed(&self) {
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
    pub(crate) fn delay(&self) -> Duration {
        self.with(|state| state.delay)
    }

    /// Whether any row has ever had its answer.
    pub(crate) fn any_through(&self) -> bool {
        self.with(|state| state.any_through)
    }

    /// Nothing has come through for too long.
    pub(crate) fn is_hopeless(&self) -> bool {
        self.with(|state| {
            state.failing.as_ref().is_some_and(|(since, _)| since.elapsed() >= self.give_up)
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
