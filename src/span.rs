//! What is seen of a call from outside: spans and events, named as OpenTelemetry names them.
//!
//! Nothing in them identifies anybody: no token, no value of a conversion, no text of the service.

use std::{borrow::Cow, time::Duration};

use tracing::{Span, field::Empty};

use crate::error::Error;

/// Where the requests go.
pub(crate) struct Server {
    pub(crate) address: String,
    pub(crate) port: u16,
}

/// The whole of a call.
pub(crate) fn call(path: &'static str) -> Span {
    tracing::info_span!("reditus.track", url.template = path)
}

/// One request of a call: a client span of HTTP.
pub(crate) fn attempt(call: &Span, server: &Server, path: &'static str, resend_count: u32) -> Span {
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

/// The head of an answer was read, within the span of its request. Where nobody wants that span the
/// current one is the caller's, and none of our business.
pub(crate) fn answered(status: u16) {
    let span = Span::current();
    if span.metadata().is_some_and(|metadata| metadata.target() == module_path!()) {
        span.record("http.response.status_code", status);
    }
}

pub(crate) fn failed(attempt: &Span, error: &Error) {
    attempt.record("error.type", &*error_type(error));
}

/// The status where there is one, else the kind: as OpenTelemetry has it.
fn error_type(error: &Error) -> Cow<'static, str> {
    match error.status() {
        Some(status) => status.to_string().into(),
        None => error.kind().as_str().into(),
    }
}

pub(crate) fn retry(call: &Span, error: &Error, delay: Duration) {
    tracing::info!(
        parent: call,
        delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
        "error.type" = &*error_type(error),
        attempts = error.attempts(),
        "the conversion is sent again"
    );
}
