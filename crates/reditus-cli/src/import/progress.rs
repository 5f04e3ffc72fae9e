//! How far the import is.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use jiff::{SpanRound, ToSpan, Unit};
use tokio::time::Instant;

use super::{fate::Fate, number::grouped};
use crate::args::Rate;

pub(crate) struct Progress {
    /// The rows that can be sent.
    pub(crate) total: u64,
    rate: Rate,
    started: Instant,
    /// An earlier run has used the limit: nothing is sent before this.
    not_before: Option<Instant>,
    recorded: AtomicU64,
    already_recorded: AtomicU64,
    rejected: AtomicU64,
    /// Rows that repeat one that is being sent.
    repeated: AtomicU64,
    /// Rows that this pass could not bring through.
    failed: AtomicU64,
    /// Rows that this run has brought through.
    sent: AtomicU64,
    first_pass: AtomicBool,
}

impl Progress {
    pub(crate) fn new(total: u64, rate: Rate, not_before: Option<Instant>) -> Self {
        Self {
            total,
            rate,
            started: Instant::now(),
            not_before,
            recorded: AtomicU64::new(0),
            already_recorded: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            first_pass: AtomicBool::new(true),
        }
    }

    pub(crate) fn begin_pass(&self, pass: u32) {
        self.first_pass.store(pass == 1, Relaxed);
        self.failed.store(0, Relaxed);
    }

    /// How many rows the pass under way could not bring through.
    pub(crate) fn failed(&self) -> u64 {
        self.failed.load(Relaxed)
    }

    pub(crate) fn sent(&self, fate: &Fate) {
        if fate.is_final() {
            self.sent.fetch_add(1, Relaxed);
        }
        self.count(fate);
    }

    /// A row was settled before, or, without a fate, is being sent for another one like it. Later
    /// passes meet again whom the first has counted.
    pub(crate) fn passed_over(&self, fate: Option<&Fate>) {
        if !self.first_pass.load(Relaxed) {
            return;
        }
        match fate {
            Some(fate) => self.count(fate),
            None => _ = self.repeated.fetch_add(1, Relaxed),
        }
    }

    fn count(&self, fate: &Fate) {
        let counter = match fate {
            Fate::Recorded => &self.recorded,
            Fate::AlreadyRecorded | Fate::PossiblyOurs => &self.already_recorded,
            Fate::Rejected(_) => &self.rejected,
            Fate::Failed(_) | Fate::Sent => &self.failed,
        };
        counter.fetch_add(1, Relaxed);
    }

    pub(crate) fn done(&self) -> u64 {
        [&self.recorded, &self.already_recorded, &self.rejected, &self.repeated]
            .map(|counter| counter.load(Relaxed))
            .iter()
            .sum()
    }

    /// How far it is, and what came of it.
    pub(crate) fn lines(&self) -> (String, String) {
        let done = self.done();
        let left = self.total.saturating_sub(done);
        let a_minute = self.a_minute();
        let mut far = format!("{} of {} rows", grouped(done), grouped(self.total));
        if a_minute > 0.0 {
            far += &format!(", {} a minute", grouped(a_minute.round() as u64));
        }
        if let Some(time) = self.time(left, a_minute).filter(|_| left > 0) {
            far += &format!(", {time} left");
        }
        let wait = self.not_before.and_then(|moment| moment.checked_duration_since(Instant::now()));
        if let Some(wait) = wait.and_then(readable) {
            return (far, format!("waiting {wait}: an earlier run has used the limit"));
        }
        let mut came = format!(
            "{} recorded, {} already recorded, {} rejected",
            grouped(self.recorded.load(Relaxed)),
            grouped(self.already_recorded.load(Relaxed)),
            grouped(self.rejected.load(Relaxed)),
        );
        if self.failed() > 0 {
            came += &format!(", {} to retry", grouped(self.failed()));
        }
        (far, came)
    }

    fn a_minute(&self) -> f64 {
        self.sent.load(Relaxed) as f64 / self.started.elapsed().as_secs_f64().max(1.0) * 60.0
    }

    /// By the pace that is allowed; without one, by the pace that was made so far.
    fn time(&self, left: u64, a_minute: f64) -> Option<String> {
        let seconds = match self.rate {
            Rate::Limited { requests, window } => {
                left as f64 * window.as_secs_f64() / f64::from(requests)
            }
            Rate::Off if a_minute > 0.0 => left as f64 / a_minute * 60.0,
            Rate::Off => return None,
        };
        readable(Duration::try_from_secs_f64(seconds).ok()?)
    }
}

/// In two units at most.
fn readable(time: Duration) -> Option<String> {
    let smallest = match time.as_secs() {
        0..3_600 => Unit::Second,
        3_600..86_400 => Unit::Minute,
        _ => Unit::Hour,
    };
    let round = SpanRound::new().smallest(smallest).largest(Unit::Day).days_are_24_hours();
    let seconds = i64::try_from(time.as_secs()).ok()?.max(1);
    let span = 0.seconds().try_seconds(seconds).ok()?.round(round).ok()?;
    Some(format!("{span:#}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Fate, Progress, readable};
    use crate::args::Rate;

    #[test]
    fn a_time_is_said_in_two_units() {
        for (seconds, text) in
            [(0, "1s"), (59, "59s"), (130, "2m 10s"), (7_290, "2h 2m"), (2_600_000, "30d 2h")]
        {
            assert_eq!(readable(Duration::from_secs(seconds)).as_deref(), Some(text));
        }
    }

    #[test]
    fn the_time_left_is_by_the_pace_that_is_allowed() {
        let progress = Progress::new(99_999_999, Rate::default(), None);
        progress.passed_over(Some(&Fate::Recorded));
        let (far, came) = progress.lines();
        assert_eq!(far, "1 of 99,999,999 rows, 3472d 5h left");
        assert_eq!(came, "1 recorded, 0 already recorded, 0 rejected");
    }
}
