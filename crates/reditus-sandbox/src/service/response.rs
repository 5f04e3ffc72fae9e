//! The service's own responses, before a fault changes them.

use bytes::Bytes;
use hyper::{
    StatusCode,
    header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::json;

use super::{rate_limit::Exceeded, refusal::Refusal};
use crate::{
    body::Body,
    records::{Entry, Version},
};

/// A response that is true of the ledger. Its body is JSON.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    /// The one header besides the content type, where the status asks for one.
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
    /// The error that the body states.
    pub(crate) reason: Option<String>,
}

impl Response {
    pub(crate) fn created(entry: &Entry) -> Self {
        let mut attributes = json!({
            "state": "converted",
            "state_set_at": entry.recorded_at,
            "created_at": entry.recorded_at,
            "updated_at": entry.recorded_at,
        });
        if let Some(email) = &entry.email {
            attributes["email"] = email.as_str().into();
        }
        if let (Version::V2, Some(uid)) = (entry.version, &entry.uid) {
            attributes["uid"] = uid.as_str().into();
        }
        let data = json!({ "id": entry.id, "type": "referral", "attributes": attributes });
        Self::json(StatusCode::CREATED, &json!({ "data": data }))
    }

    pub(crate) fn duplicate() -> Self {
        Self::error(StatusCode::CONFLICT, "Referral already exists")
    }

    pub(crate) fn not_found() -> Self {
        Self::error(StatusCode::NOT_FOUND, "Not found")
    }

    pub(crate) fn method_not_allowed(allow: &'static str) -> Self {
        Self::error(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
            .with(ALLOW, HeaderValue::from_static(allow))
    }

    pub(crate) fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, header: None, body: Bytes::new(), reason: None }
    }

    pub(crate) fn ledger(entries: &[Entry]) -> Self {
        let body = serde_json::to_vec(entries).unwrap_or_default();
        Self { status: StatusCode::OK, header: None, body: body.into(), reason: None }
    }

    pub(crate) fn error(status: StatusCode, text: &str) -> Self {
        Self { reason: Some(text.to_owned()), ..Self::json(status, &json!({ "error": text })) }
    }

    fn json(status: StatusCode, body: &serde_json::Value) -> Self {
        Self { status, header: None, body: body.to_string().into(), reason: None }
    }

    fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        Self { header: Some((name, value)), ..self }
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::Unauthorized => StatusCode::UNAUTHORIZED,
            Refusal::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        };
        let response = Self::error(status, &refusal.to_string());
        match refusal {
            Refusal::Unauthorized => {
                response.with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            Refusal::RateLimited(Exceeded(Some(seconds))) => {
                response.with(RETRY_AFTER, seconds.into())
            }
            _ => response,
        }
    }
}

impl From<Response> for hyper::Response<Body> {
    fn from(response: Response) -> Self {
        let mut sent = Self::new(response.body.into());
        *sent.status_mut() = response.status;
        let headers = sent.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(response.header);
        sent
    }
}
