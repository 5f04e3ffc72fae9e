//! Why a request is refused.

use std::{borrow::Cow, fmt};

use axum::{
    Json,
    http::{StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

/// Why a request is refused, in the vendor's envelope. It shows nothing that was sent.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: Cow<'static, str>,
    problems: Vec<Problem>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    pub(super) field: &'static str,
    pub(super) problem: Cow<'static, str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, error: impl Into<Cow<'static, str>>) -> Self {
        Self { status, error: error.into(), problems: Vec::new() }
    }

    /// A 400 that names all of them.
    pub(super) fn invalid(problems: Vec<Problem>) -> Self {
        let texts: Vec<_> = problems.iter().map(Problem::to_string).collect();
        Self { status: StatusCode::BAD_REQUEST, error: texts.join(", ").into(), problems }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.field, self.problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, error, problems } = self;
        tracing::warn!(status = status.as_u16(), %error, "refused a request");
        let body = match problems.is_empty() {
            true => json!({ "error": error }),
            false => json!({ "error": error, "problems": problems }),
        };
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = axum::http::HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
