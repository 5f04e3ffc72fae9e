//! The body of a request: a JSON object, of which every problem is found at once.

use std::{borrow::Cow, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use reditus::{Conversion, InvalidField, Referrer};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::refusal::{Problem, Refusal};

/// Far more than five values of the longest kind.
const MAX_BYTES: usize = 64 * 1024;

/// How long a caller may take to send a body.
const PATIENCE: Duration = Duration::from_secs(10);

/// The fields of a request, and what is wrong with them.
pub(super) struct Fields {
    object: Map<String, Value>,
    problems: Vec<Problem>,
}

impl Fields {
    pub(super) async fn read(request: Request) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            let error = "Expected `Content-Type: application/json`";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
        }
        let body = body(request.into_body()).await?;
        match serde_json::from_slice(&body) {
            Ok(Value::Object(object)) => Ok(Self { object, problems: Vec::new() }),
            _ => Err(Refusal::new(StatusCode::BAD_REQUEST, "Expected a JSON object as the body")),
        }
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// The text of a field; `None` if it is missing, or is not a string, which is noted as a problem.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        match self.object.remove(name)? {
            Value::String(text) => Some(text),
            _ => {
                self.problem(name, "is not a string");
                None
            }
        }
    }

    pub(super) fn problem(&mut self, field: &'static str, problem: impl Into<Cow<'static, str>>) {
        self.problems.push(Problem { field, problem: problem.into() });
    }

    /// The conversion of the customer that the fields name. Only if there is no problem is it what
    /// was sent.
    pub(super) fn customer(&mut self, referrer: Referrer) -> Conversion {
        if !self.is_given("email") && !self.is_given("uid") {
            self.problem("email", "is missing, and so is `uid`: one of them names the customer");
        }
        match (self.text("email"), self.text("uid")) {
            (Some(email), Some(uid)) => referrer.email(email).uid(uid),
            (Some(email), None) => referrer.email(email),
            (None, Some(uid)) => referrer.uid(uid),
            (None, None) => referrer.uid("unknown"),
        }
    }

    /// Adds the values that could never be sent.
    pub(super) fn check(&mut self, invalid: impl Iterator<Item = InvalidField>) {
        for invalid in invalid {
            self.problem(invalid.name(), invalid.reason().to_owned());
        }
    }

    pub(super) fn finish<T>(self, value: T) -> Result<T, Refusal> {
        if self.problems.is_empty() { Ok(value) } else { Err(Refusal::invalid(self.problems)) }
    }
}

/// A web page can send other types to another site without asking, but not this one.
fn is_json(headers: &HeaderMap) -> bool {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let declared = declared.unwrap_or_default().split(';').next().unwrap_or_default();
    declared.trim().eq_ignore_ascii_case("application/json")
}

async fn body(body: Body) -> Result<Bytes, Refusal> {
    match timeout(PATIENCE, Limited::new(body, MAX_BYTES).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let error = format!("The body is over the limit of {MAX_BYTES} bytes");
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, error))
        }
        Ok(Err(_)) => Err(Refusal::new(StatusCode::BAD_REQUEST, "The body cannot be read")),
        Err(_) => Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time")),
    }
}
