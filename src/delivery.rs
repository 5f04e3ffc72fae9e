//! From a call to its outcome: pacing, attempts, retries, and what is known at the end.

mod budget;
#[cfg_attr(not(feature = "test-util"), allow(unreachable_pub, reason = "public with the feature"))]
mod clock;
mod pacing;
mod rate_limit;
mod retry;
mod span;
mod timeouts;

use std::{pin::pin, time::Duration};

use tracing::{Instrument, Span};

#[cfg(not(feature = "test-util"))]
pub(crate) use self::clock::Clock;
#[cfg(feature = "test-util")]
pub use self::clock::Clock;
use self::{
    budget::Budget,
    pacing::{Pacer, TooLate},
    span::Ended,
};
pub(crate) use self::{pacing::Place, span::Server};
pub use self::{rate_limit::RateLimit, retry::RetryPolicy, timeouts::Timeouts};
use crate::{
    error::{Error, ErrorKind},
    outcome::{Duplicate, Outcome},
    response::{Accepted, Success},
};

/// What a client and its clones share to deliver conversions.
pub(crate) struct Delivery {
    clock: Clock,
    timeouts: Timeouts,
    budget: Budget,
    pub(crate) pacer: Pacer,
    server: Server,
}

/// What is particular to one call.
pub(crate) struct Call<'a> {
    /// The path as the vendor's document spells it; recorded on spans as `url.template`.
    pub(crate) path: &'static str,
    pub(crate) policy: RetryPolicy,
    /// Whether an attempt of an earlier call may have been recorded.
    pub(crate) possibly_recorded: bool,
    /// A place under the rate limit for the first request, if one was reserved.
    pub(crate) place: Option<Place<'a>>,
}

impl Delivery {
    pub(crate) fn new(clock: Clock, timeouts: Timeouts, limit: RateLimit, server: Server) -> Self {
        Self { clock, timeouts, budget: Budget::full(), pacer: Pacer::new(limit, clock), server }
    }

    /// How long a whole call may take, by the real clock.
    #[cfg(feature = "blocking")]
    pub(crate) fn total(&self) -> Duration {
        self.clock.real(self.timeouts.total)
    }

    // Futures are pinned where they are made: each is a few kilobytes, and awaiting one by value
    // copies it.

    /// Delivers a conversion that passed its `check`, with one event at the end either way.
    /// `attempt` is given a time limit if less than the usual time is left.
    pub(crate) async fn deliver<F>(
        &self,
        call: Call<'_>,
        check: Result<(), Error>,
        attempt: impl Fn(Option<Duration>) -> F,
    ) -> Result<Outcome, Error>
    where
        F: Future<Output = Result<Accepted, Error>>,
    {
        let span = span::call(call.path);
        let started = self.clock.now();
        let possibly_recorded = call.possibly_recorded;
        let result = match check.and_then(|()| within_a_runtime()) {
            Ok(()) => pin!(self.attempts(&span, started, call, attempt)).await,
            Err(error) => {
                call.place.into_iter().for_each(Place::was_not_sent);
                Err(error.with_unknown_fate(possibly_recorded))
            }
        };
        span::ended(&span, &result, || self.clock.now().saturating_sub(started));
        result.map(|(outcome, _)| outcome)
    }

    /// Calls `attempt` until there is an outcome, a failure that no retry can change, or no time or
    /// budget left.
    async fn attempts<F>(
        &self,
        span: &Span,
        started: Duration,
        call: Call<'_>,
        attempt: impl Fn(Option<Duration>) -> F,
    ) -> Result<(Outcome, Ended), Error>
    where
        F: Future<Output = Result<Accepted, Error>>,
    {
        let Call { path, policy, possibly_recorded, mut place } = call;
        let end = started.saturating_add(self.timeouts.total);
        let last_retry = end.min(started.saturating_add(policy.elapsed()));
        let mut delays = policy.delays();
        let mut failed: Option<Error> = None;
        let mut attempts = 0;
        let mut now = started;
        self.budget.called();
        loop {
            let deadline = if attempts == 0 { end } else { last_retry };
            let admitted = match place.take() {
                Some(place) => Ok((now, place)),
                None => self.pacer.admit(now, deadline).await,
            };
            let (begun, place) = match admitted {
                Ok(admitted) => admitted,
                Err(TooLate(wait)) => {
                    let error = failed.unwrap_or_else(|| too_late(wait));
                    return Err(error.with_unknown_fate(possibly_recorded));
                }
            };
            let unknown = failed.as_ref().map_or(possibly_recorded, Error::may_have_been_recorded);
            let left = end.saturating_sub(begun);
            let limit = (left < self.timeouts.attempt).then(|| self.clock.real(left));
            let request = span::attempt(span, &self.server, path, attempts);
            attempts += 1;
            let result = pin!(attempt(limit)).instrument(request.clone()).await;
            let error = match result {
                Ok(Accepted { status, success }) => {
                    span::responded(&request, status);
                    self.budget.recorded();
                    return Ok((outcome(success, unknown), Ended { status, attempts }));
                }
                Err(error) => error.with_attempts(attempts),
            };
            if error.was_not_sent() {
                place.was_not_sent();
            } else {
                drop(place);
            }
            let error = error.with_unknown_fate(unknown);
            span::failed(&request, &error);
            if let (Some(429 | 503), Some(wait)) = (error.status(), error.retry_after()) {
                self.pacer.pause(wait);
            }
            now = self.clock.now();
            // A success or a duplicate that is not the service's is settled by the service's own
            // 409: one more request has to do.
            let settles =
                error.can_be_settled() && !failed.as_ref().is_some_and(Error::can_be_settled);
            let worth_it = error.kind().is_transient() || settles;
            let Some(delay) = delays.next().filter(|_| worth_it) else {
                return Err(error);
            };
            let wait = delay.max(error.retry_after().unwrap_or_default());
            let moment = self.pacer.earliest(now).max(now.saturating_add(wait));
            if moment >= last_retry || !self.budget.withdraw() {
                return Err(error);
            }
            span::retry(span, &error, moment - now);
            failed = Some(error);
            self.clock.sleep_until(moment).await;
            now = self.clock.now();
        }
    }
}

fn outcome(success: Success, unknown: bool) -> Outcome {
    match (success, unknown) {
        (Success::Recorded(referral), _) => Outcome::Recorded(referral),
        (Success::AlreadyRecorded, false) => Outcome::AlreadyRecorded(Duplicate::Before),
        (Success::AlreadyRecorded, true) => Outcome::AlreadyRecorded(Duplicate::PossiblyOurs),
    }
}

/// Without a runtime tokio would panic at the first timer or socket.
fn within_a_runtime() -> Result<(), Error> {
    tokio::runtime::Handle::try_current().map(drop).map_err(|_| {
        Error::configuration(
            "the call was not made within a tokio runtime; use `reditus::blocking` (feature \
             `blocking`) in code that is not asynchronous",
        )
    })
}

/// Nothing was sent: there was no time left, or the next request cannot be sent in time.
fn too_late(wait: Duration) -> Error {
    if wait.is_zero() {
        return Error::new(ErrorKind::Timeout).with_detail("the call had no time");
    }
    Error::new(ErrorKind::RateLimited)
        .with_detail("the rate limit has no place before the call has to end")
        .with_retry_after(Some(wait))
}
