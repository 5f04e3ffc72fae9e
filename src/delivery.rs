//! From a call to its answer: pacing, attempts, retries, and what is known at the end.

use std::time::Duration;

use tracing::Instrument;

use crate::{
    answer::Answer,
    budget::Budget,
    clock::Clock,
    error::Error,
    kind::ErrorKind,
    outcome::{Duplicate, Outcome},
    pacing::{Pacer, TooLate},
    retry::RetryPolicy,
    span,
    timeouts::Timeouts,
};

/// What a client and its clones share.
pub(crate) struct Delivery {
    pub(crate) clock: Clock,
    pub(crate) timeouts: Timeouts,
    pub(crate) budget: Budget,
    pub(crate) pacer: Pacer,
    pub(crate) server: span::Server,
}

impl Delivery {
    /// Calls `attempt`, with the time it may take if that is less than usual, until there is an
    /// answer, a failure that no retry mends, or no time or budget left.
    pub(crate) async fn deliver<F>(
        &self,
        policy: RetryPolicy,
        path: &'static str,
        attempt: impl Fn(Option<Duration>) -> F,
    ) -> Result<Outcome, Error>
    where
        F: Future<Output = Result<Answer, Error>>,
    {
        let call = span::call(path);
        let started = self.clock.now();
        let end = started.saturating_add(self.timeouts.total);
        let last_retry = end.min(started.saturating_add(policy.elapsed()));
        let mut delays = policy.delays();
        let mut failed: Option<Error> = None;
        let mut attempts = 0;
        let mut now = started;
        self.budget.called();
        loop {
            let deadline = if attempts == 0 { end } else { last_retry };
            let admitted = match self.pacer.admit(now, deadline).await {
                Ok(admitted) => admitted,
                Err(TooLate(wait)) => return Err(failed.unwrap_or_else(|| too_late(wait))),
            };
            let unknown = failed.as_ref().is_some_and(Error::may_have_been_recorded);
            let left = end.saturating_sub(admitted.now);
            let limit = (left < self.timeouts.attempt).then(|| self.clock.real(left));
            let span = span::attempt(&call, &self.server, path, attempts);
            attempts += 1;
            let error = match attempt(limit).instrument(span.clone()).await {
                Ok(answer) => {
                    self.budget.came_through();
                    return Ok(outcome(answer, unknown));
                }
                Err(error) => error.with_attempts(attempts),
            };
            if error.was_not_sent() {
                admitted.under_way.was_not_sent();
            } else {
                drop(admitted.under_way);
            }
            let error = error.with_unknown_fate(unknown);
            span::failed(&span, &error);
            if let (ErrorKind::RateLimited, Some(wait)) = (error.kind(), error.retry_after()) {
                self.pacer.pause(wait);
            }
            now = self.clock.now();
            let Some(delay) = delays.next().filter(|_| error.kind().is_transient()) else {
                return Err(error);
            };
            let wait = delay.max(error.retry_after().unwrap_or_default());
            let moment = self.pacer.earliest(now).max(now.saturating_add(wait));
            if moment >= last_retry || !self.budget.withdraw() {
                return Err(error);
            }
            span::retry(&call, &error, moment - now);
            failed = Some(error);
            self.clock.sleep_until(moment).await;
            now = self.clock.now();
        }
    }
}

fn outcome(answer: Answer, unknown: bool) -> Outcome {
    match (answer, unknown) {
        (Answer::Recorded(referral), _) => Outcome::Recorded(referral),
        (Answer::AlreadyRecorded, false) => Outcome::AlreadyRecorded(Duplicate::Before),
        (Answer::AlreadyRecorded, true) => Outcome::AlreadyRecorded(Duplicate::PossiblyOurs),
    }
}

/// Nothing was sent: there was no time left for it, or none until the next request may be.
fn too_late(wait: Duration) -> Error {
    if wait.is_zero() {
        return Error::new(ErrorKind::Timeout).with_detail("the call had no time");
    }
    Error::new(ErrorKind::RateLimited)
        .with_detail("the limit of requests is reached, and the call has no time to wait")
        .with_retry_after(Some(wait))
}
