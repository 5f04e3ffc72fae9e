//! Random faults, the same ones for the same seed.

use std::{sync::Arc, time::Duration};

use super::{Fault, RetryAfter};

/// Draws from all kinds of honest faults that are over soon. Those that last until the caller gives
/// up are left out: each would cost a test its client's whole timeout.
pub(crate) struct Random {
    random: fastrand::Rng,
    rate: f64,
    weighted: Vec<(u32, Arc<Fault>)>,
}

impl Random {
    /// A share of `rate` of all requests is struck, from 0 to 1.
    pub(crate) fn new(rate: f64, seed: u64) -> Self {
        let weighted = weighted().map(|(weight, fault)| (weight, Arc::new(fault))).into();
        Self { random: fastrand::Rng::with_seed(seed), rate, weighted }
    }

    pub(crate) fn draw(&mut self) -> Option<Arc<Fault>> {
        let struck = self.random.f64() < self.rate;
        if !struck {
            return None;
        }
        let total: u32 = self.weighted.iter().map(|(weight, _)| weight).sum();
        let mut ticket = self.random.u32(..total);
        for (weight, fault) in &self.weighted {
            match ticket.checked_sub(*weight) {
                Some(rest) => ticket = rest,
                None => return Some(Arc::clone(fault)),
            }
        }
        None
    }
}

fn weighted() -> [(u32, Fault); 18] {
    let soon = Duration::from_millis(5);
    let html = |fault: Fault| fault.header("content-type", "text/html").body("<h1>oops</h1>");
    [
        // Never reached the service.
        (3, Fault::response(503)),
        (2, html(Fault::response(502))),
        (1, Fault::rate_limited(RetryAfter::Absent)),
        (1, Fault::rate_limited(RetryAfter::Seconds(0))),
        (3, Fault::reset()),
        (2, Fault::close()),
        (1, Fault::refuse()),
        (1, Fault::garbage()),
        // Recorded, but the caller is not told.
        (3, Fault::response(500).recorded(true)),
        (2, html(Fault::response(504).recorded(true))),
        (3, Fault::reset().recorded(true)),
        (3, Fault::close().recorded(true)),
        (1, Fault::garbage().recorded(true)),
        // Recorded, and the response is damaged or late.
        (2, Fault::truncated()),
        (1, html(Fault::healthy())),
        (1, Fault::healthy().body("")),
        (1, Fault::delay(soon)),
        (1, Fault::slow_recording(soon)),
    ]
}
