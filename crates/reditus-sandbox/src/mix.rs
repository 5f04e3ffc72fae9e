//! Faults at random, the same ones for the same seed.

use std::{sync::Arc, time::Duration};

use crate::fault::{Fault, RetryAfter};

pub(crate) struct Mix(Vec<(u32, Arc<Fault>)>);

impl Mix {
    /// A mix of nothing, to add to.
    fn empty() -> Self {
        Self(Vec::new())
    }

    /// Adds a fault that strikes in proportion to its weight.
    fn with(mut self, weight: u32, fault: Fault) -> Self {
        self.0.push((weight, Arc::new(fault)));
        self
    }

    fn pick(&self, random: &mut fastrand::Rng) -> Option<Arc<Fault>> {
        let total: u64 = self.0.iter().map(|(weight, _)| u64::from(*weight)).sum();
        if total == 0 {
            return None;
        }
        let mut ticket = random.u64(..total);
        for (weight, fault) in &self.0 {
            match ticket.checked_sub(u64::from(*weight)) {
                Some(rest) => ticket = rest,
                None => return Some(Arc::clone(fault)),
            }
        }
        None
    }
}

/// All honest: what is lost is lost on the way.
impl Default for Mix {
    fn default() -> Self {
        let soon = Duration::from_millis(5);
        let html = |fault: Fault| fault.header("content-type", "text/html").body("<h1>oops</h1>");
        Self::empty()
            // Never reached the service.
            .with(3, Fault::response(503))
            .with(2, html(Fault::response(502)))
            .with(1, Fault::rate_limited(RetryAfter::Absent))
            .with(1, Fault::rate_limited(RetryAfter::Seconds(0)))
            .with(3, Fault::reset())
            .with(2, Fault::close())
            .with(1, Fault::refuse())
            .with(1, Fault::garbage())
            // Counted, and the caller does not hear of it.
            .with(3, Fault::response(500).recorded(true))
            .with(2, html(Fault::response(504).recorded(true)))
            .with(3, Fault::reset().recorded(true))
            .with(3, Fault::close().recorded(true))
            .with(1, Fault::garbage().recorded(true))
            // Counted, and the caller hears of it in a bad way.
            .with(2, Fault::truncated())
            .with(1, html(Fault::healthy()))
            .with(1, Fault::healthy().body(""))
            .with(1, Fault::delay(soon))
            .with(1, Fault::slow_recording(soon))
    }
}

/// A mix being drawn from.
pub(crate) struct Draw {
    pub(crate) random: fastrand::Rng,
    pub(crate) rate: f64,
    pub(crate) mix: Mix,
}

impl Draw {
    pub(crate) fn draw(&mut self) -> Option<Arc<Fault>> {
        if self.random.f64() < self.rate { self.mix.pick(&mut self.random) } else { None }
    }
}
