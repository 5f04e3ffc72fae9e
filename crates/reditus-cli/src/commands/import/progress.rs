//! How far the import has got.

mod display;
mod number;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use jiff::{SpanRound, Timestamp, ToSpan, Unit};
use tokio::time::Instant;

use super::ledger::Fate;
use crate::args::Rate;

pub(crate) use display::{Display, Verbosity};
pub(crate) use number::{customers_text, grouped, rows};

pub(crate) struct Progress {
    /// The rows that can be sent.
    pub(crate) total: u64,
    rate: Rate,
    started: Instant,
    recorded: AtomicU64,
    already_recorded: AtomicU64,
    rejected: AtomicU64,
    /// Rows that need no request of their own.
    passed_over: AtomicU64,
    /// Rows to try again in the next pass.
    failed: AtomicU64,
    /// Rows that this run has settled.
    settled: AtomicU64,
    first_pass: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: Failures,
    waiting: Option<Waiting>,
}

/// What requests failed with, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Failures {
    pub(crate) last: Option<String>,
    pub(crate) counts: BTreeMap<String, u64>,
}

/// What the next row waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) reason: WaitFor,
    pub(crate) until: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WaitFor {
    /// Earlier runs have used places of the limit.
    Limit,
    /// Requests have failed.
    Recovery,
}

impl Progress {
    pub(crate) fn new(total: u64, rate: Rate) -> Self {
        Self {
            total,
            rate,
            started: Instant::now(),
            recorded: AtomicU64::new(0),
            already_recorded: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
            passed_over: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            settled: AtomicU64::new(0),
            first_pass: AtomicBool::new(true),
            state: Mutex::default(),
        }
    }

    pub(crate) fn begin_pass(&self, pass: u32) {
        self.first_pass.store(pass == 1, Relaxed);
        self.failed.store(0, Relaxed);
    }

    /// How many rows this pass leaves to the next one.
    pub(crate) fn failed(&self) -> u64 {
        self.failed.load(Relaxed)
    }

    /// The fate of a row is on disk.
    pub(crate) fn settled(&self, fate: &Fate) {
        if fate.is_final() {
            self.settled.fetch_add(1, Relaxed);
            self.count(fate);
        }
    }

    /// A request has failed, after all its retries. The row is for the next pass.
    pub(crate) fn failure(&self, what: &str) {
        self.failed.fetch_add(1, Relaxed);
        let failures = &mut self.state().failures;
        failures.last = Some(what.to_owned());
        *failures.counts.entry(what.to_owned()).or_default() += 1;
    }

    /// An earlier row of the same customer has failed. This row is for the next pass.
    pub(crate) fn put_off(&self) {
        self.failed.fetch_add(1, Relaxed);
    }

    /// Counts a row that is not sent: already settled, or (`None`) covered by another row of the
    /// file. Only the first pass counts, since later ones see the same rows.
    pub(crate) fn passed_over(&self, fate: Option<&Fate>) {
        if !self.first_pass.load(Relaxed) {
            return;
        }
        match fate {
            Some(fate) => self.count(fate),
            None => _ = self.passed_over.fetch_add(1, Relaxed),
        }
    }

    fn count(&self, fate: &Fate) {
        let counter = match fate {
            Fate::Recorded => &self.recorded,
            Fate::AlreadyRecorded | Fate::PossiblyOurs => &self.already_recorded,
            Fate::Rejected(_) => &self.rejected,
            Fate::Failed(_) | Fate::Sent => return,
        };
        counter.fetch_add(1, Relaxed);
    }

    /// The next row waits.
    pub(crate) fn wait(&self, reason: WaitFor, until: Instant) {
        self.state().waiting = Some(Waiting { reason, until });
    }

    pub(crate) fn failures(&self) -> Failures {
        self.state().failures.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn done(&self) -> u64 {
        [&self.recorded, &self.already_recorded, &self.rejected, &self.passed_over]
            .map(|counter| counter.load(Relaxed))
            .iter()
            .sum()
    }

    /// Two lines: how far the import is, and what it waits for or has done.
    pub(crate) fn lines(&self) -> (String, String) {
        let done = self.done();
        let left = self.total.saturating_sub(done);
        let per_minute = self.per_minute();
        let mut far = format!("{} of {} rows", grouped(done), grouped(self.total));
        if per_minute > 0.0 {
            far += &format!(", {} a minute", grouped(per_minute.round() as u64));
        }
        if let Some(time) = self.time(left, per_minute).filter(|_| left > 0) {
            far += &format!(", {time} left");
        }
        let second = self.waiting().unwrap_or_else(|| self.counts());
        (far, second)
    }

    fn counts(&self) -> String {
        let mut counts = format!(
            "{} recorded, {} already recorded, {} rejected",
            grouped(self.recorded.load(Relaxed)),
            grouped(self.already_recorded.load(Relaxed)),
            grouped(self.rejected.load(Relaxed)),
        );
        if self.failed() > 0 {
            counts += &format!(", {} to retry", grouped(self.failed()));
        }
        counts
    }

    fn waiting(&self) -> Option<String> {
        let state = self.state();
        let Waiting { reason, until } = state.waiting?;
        let wait =
            until.checked_duration_since(Instant::now()).filter(|wait| wait.as_secs() > 0)?;
        let time = readable(wait)?;
        // Without a time zone of its own a log is read in UTC.
        let clock = Timestamp::now().checked_add(wait).ok()?.strftime("%H:%M:%S").to_string();
        Some(match (reason, &state.failures.last) {
            (WaitFor::Limit, _) => {
                format!("waiting {time}, until {clock} UTC: earlier requests fill the limit")
            }
            (WaitFor::Recovery, Some(last)) => format!("waiting {time}: {last}"),
            (WaitFor::Recovery, None) => format!("waiting {time} after a failure"),
        })
    }

    fn per_minute(&self) -> f64 {
        self.settled.load(Relaxed) as f64 / self.started.elapsed().as_secs_f64().max(1.0) * 60.0
    }

    /// By the rate that is allowed or, without a limit, by the rate so far.
    fn time(&self, left: u64, per_minute: f64) -> Option<String> {
        let seconds = match self.rate {
            Rate::Limited { requests, window } => {
                left as f64 * window.as_secs_f64() / f64::from(requests)
            }
            Rate::Off if per_minute > 0.0 => left as f64 / per_minute * 60.0,
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

    use tokio::time::Instant;

    use super::{Fate, Progress, WaitFor, readable};
    use crate::args::Rate;

    #[test]
    fn a_time_is_shown_in_two_units() {
        for (seconds, text) in
            [(0, "1s"), (59, "59s"), (130, "2m 10s"), (7_290, "2h 2m"), (2_600_000, "30d 2h")]
        {
            assert_eq!(readable(Duration::from_secs(seconds)).as_deref(), Some(text));
        }
    }

    #[test]
    fn the_time_left_follows_from_the_rate_that_is_allowed() {
        let progress = Progress::new(99_999_999, Rate::default());
        progress.passed_over(Some(&Fate::Recorded));
        let (far, counts) = progress.lines();
        assert_eq!(far, "1 of 99,999,999 rows, 3472d 5h left");
        assert_eq!(counts, "1 recorded, 0 already recorded, 0 rejected");
    }

    #[test]
    fn the_second_line_says_what_the_import_waits_for() {
        let progress = Progress::new(7, Rate::default());
        progress.wait(WaitFor::Limit, Instant::now() + Duration::from_millis(130_500));
        let line = progress.lines().1;
        assert!(line.starts_with("waiting 2m 10s, until "), "{line}");
        assert!(line.ends_with(" UTC: earlier requests fill the limit"), "{line}");
        progress.failure("the service is unavailable (status 503)");
        progress.wait(WaitFor::Recovery, Instant::now() + Duration::from_millis(8_500));
        let line = progress.lines().1;
        assert_eq!(line, "waiting 8s: the service is unavailable (status 503)");
        progress.wait(WaitFor::Recovery, Instant::now());
        assert!(progress.lines().1.ends_with(", 1 to retry"));
        assert!(line.len() <= 80);
    }
}
