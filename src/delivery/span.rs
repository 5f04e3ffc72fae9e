//! What can be observed of a call: spans and events, named as OpenTelemetry names them.
//!
//! Nothing in them identifies anybody: no token, no value of a conversion, no text from the
//! service.

use std::{borrow::Cow, time::Duration};

use tracing::{Span, field::Empty};

use crate::{
    error::Error,
    outcome::{Duplicate, Outcome},
};

/// Where the requests go.
pub(crate) struct Server {
    pub(crate) address: String,
    pub(crate) port: u16,
}

/// The whole of a call.
pub(super) fn call(path: &'static str) -> Span {
    tracing::info_span!("reditus.track", url.template = path, outcome = Empty, "error.type" = Empty,)
}

/// One request of a call: a client span of HTTP.
pub(super) fn attempt(call: &Span, server: &Server, path: &'static str, resend_count: u32) -> Span {
    let span = tracing::info_span!(
        parent: call,
        "POST",
        otel.kind = "client",
        http.request.method = "POST",
        server.address = server.address,
        server.port = server.port,
        url.template = path,
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        "error.type" = Empty,
    );
    if resend_count > 0 {
        span.record("http.request.resend_count", resend_count);
    }
    span
}

pub(super) fn responded(attempt: &Span, status: u16) {
    attempt.record("http.response.status_code", status);
}

pub(super) fn failed(attempt: &Span, error: &Error) {
    if let Some(status) = error.status() {
        responded(attempt, status);
    }
    attempt.record("error.type", &*error_type(error));
}

pub(super) fn retry(call: &Span, error: &Error, delay: Duration) {
    tracing::info!(
        parent: call,
        delay_ms = ms(delay),
        "error.type" = &*error_type(error),
        attempts = error.attempts(),
        "the conversion is sent again"
    );
}

/// The end of a call: one event, which an operator sees at the default level if the call failed.
/// `elapsed` is called only if a subscriber is interested.
pub(super) fn ended(
    call: &Span,
    result: &Result<(Outcome, Ended), Error>,
    elapsed: impl Fn() -> Duration,
) {
    match result {
        Ok((outcome, ended)) => {
            call.record("outcome", name(outcome));
            tracing::debug!(
                parent: call,
                outcome = name(outcome),
                http.response.status_code = ended.status,
                attempts = ended.attempts,
                elapsed_ms = ms(elapsed()),
                "the conversion is recorded"
            );
        }
        Err(error) => {
            call.record("error.type", &*error_type(error));
            tracing::warn!(
                parent: call,
                remedy = error.remedy().as_str(),
                "error.type" = error.kind().as_str(),
                http.response.status_code = error.status(),
                attempts = error.attempts(),
                may_have_been_recorded = error.may_have_been_recorded(),
                elapsed_ms = ms(elapsed()),
                "the conversion is not known to be recorded"
            );
        }
    }
}

/// What the last request of a successful call was.
pub(super) struct Ended {
    pub(super) status: u16,
    pub(super) attempts: u32,
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Recorded(_) => "recorded",
        Outcome::AlreadyRecorded(Duplicate::Before) => "already_recorded",
        Outcome::AlreadyRecorded(Duplicate::PossiblyOurs) => "possibly_ours",
    }
}

/// The status if there is one, else the kind: as OpenTelemetry defines it.
fn error_type(error: &Error) -> Cow<'static, str> {
    match error.status() {
        Some(status) => status.to_string().into(),
        None => error.kind().as_str().into(),
    }
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
