//! The service's own answers, before anything happens to them on the way.

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::json;

use crate::{
    entry::{Entry, Version},
    rate_limit::Exceeded,
};

/// An answer that is honest as to what was counted. Its body is JSON.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// The one header beside the content type, where the status asks for one.
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

impl Answer {
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

    pub(crate) fn ledger(entries: &[Entry]) -> Self {
        let body = serde_json::to_vec(entries).unwrap_or_default();
        Self { status: StatusCode::OK, header: None, body: body.into() }
    }

    pub(crate) fn refused(why: &str) -> Self {
        Self::error(StatusCode::BAD_REQUEST, why)
    }

    pub(crate) fn duplicate() -> Self {
        Self::error(StatusCode::CONFLICT, "Referral already exists")
    }

    pub(crate) fn unauthorized() -> Self {
        Self {
            header: Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            ..Self::error(StatusCode::UNAUTHORIZED, "Unauthorized")
        }
    }

    pub(crate) fn rate_limited(Exceeded(wait): Exceeded) -> Self {
        Self {
            header: wait.map(|seconds| (RETRY_AFTER, seconds.into())),
            ..Self::error(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded")
        }
    }

    pub(crate) fn not_found() -> Self {
        Self::error(StatusCode::NOT_FOUND, "Not found")
    }

    pub(crate) fn method_not_allowed(allow: &'static str) -> Self {
        Self {
            header: Some((ALLOW, HeaderValue::from_static(allow))),
            ..Self::error(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
        }
    }

    pub(crate) fn too_large() -> Self {
        Self::error(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large")
    }

    fn error(status: StatusCode, text: &str) -> Self {
        Self::json(status, &json!({ "error": text }))
    }

    fn json(status: StatusCode, body: &serde_json::Value) -> Self {
        Self { status, header: None, body: body.to_string().into() }
    }
}

impl From<Answer> for Response<Full<Bytes>> {
    fn from(answer: Answer) -> Self {
        let mut response = Response::new(Full::new(answer.body));
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(answer.header);
        response
    }
}
