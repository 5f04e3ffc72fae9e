//! What one response means: the table, in one place.
//!
//! The rule behind it: in doubt, a response is not a success. The service's own 409 makes trying
//! again harmless, while a wrong "recorded" loses a commission for good.

mod message;
mod retry_after;
mod transport;

use bytes::Bytes;
use http_body_util::BodyExt;
use progenitor_client::{ByteStream, Error as Generated, ResponseValue};
use reqwest::{Body, header::HeaderMap};

use crate::{
    content::{self, Content},
    error::{Error, ErrorKind},
    outcome::{Documented, Referral},
};

/// The service says that it has recorded the conversion.
pub(crate) enum Success {
    /// By this request.
    Recorded(Referral),
    /// Before this request.
    AlreadyRecorded,
}

/// A response that was judged to be a success, with its status.
pub(crate) struct Accepted {
    pub(crate) status: u16,
    pub(crate) success: Success,
}

/// The status that the documents give to a recorded conversion.
const CREATED: u16 = 201;

/// Judges what a generated client returned. `default_message` gives the text that the operation's
/// document declares as the default for a status.
pub(crate) async fn judge<T: Documented>(
    result: Result<ResponseValue<T>, Generated<ByteStream>>,
    default_message: fn(u16) -> Option<String>,
) -> Result<Accepted, Error> {
    let (status, headers, body) = match result {
        Ok(response) => {
            let status = response.status().as_u16();
            if let Some(envelope) = response.error() {
                let error = unrecognized(status, response.headers());
                return Err(error.with_message(message::read(&envelope)));
            }
            let referral = response.into_inner().into_referral();
            return Ok(Accepted { status, success: Success::Recorded(referral) });
        }
        // The generated client reads the body of the documented success status only, so these two
        // imply it. They carry no headers: the hooks have already withheld pages.
        Err(Generated::InvalidResponsePayload(body, _)) => (CREATED, HeaderMap::new(), Some(body)),
        Err(Generated::ResponseBodyError(error)) if content::is_page(&error) => {
            return Err(unrecognized(CREATED, &HeaderMap::new()));
        }
        Err(Generated::ResponseBodyError(_)) => (CREATED, HeaderMap::new(), None),
        Err(Generated::ErrorResponse(response)) => {
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = Body::wrap_stream(response.into_inner_stream()).collect().await;
            (status, headers, body.map(|body| body.to_bytes()).ok())
        }
        Err(Generated::UnexpectedResponse(response)) => {
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            (status, headers, response.bytes().await.ok())
        }
        Err(Generated::CommunicationError(error)) => return Err(transport::error(&error)),
        // The first two arise before anything is sent, the third only for upgrades, which no
        // operation here uses. Their text can quote the request, so it is dropped.
        Err(Generated::InvalidRequest(_) | Generated::Custom(_) | Generated::InvalidUpgrade(_)) => {
            return Err(Error::configuration("the request cannot be built"));
        }
    };
    let success = by_status(status, &headers, body, default_message)?;
    Ok(Accepted { status, success })
}

/// `body` is `None` if it could not be read: it was over the limit, or the connection was lost.
fn by_status(
    status: u16,
    headers: &HeaderMap,
    body: Option<Bytes>,
    default_message: fn(u16) -> Option<String>,
) -> Result<Success, Error> {
    let content = Content::of(body.as_deref());
    let relay = is_relay(status, headers, &content);
    let kind = match status {
        _ if relay => ErrorKind::Unrecognized,
        CREATED if content.can_be_created() => return Ok(drifted(&content)),
        200 if content.is_documented() => return Ok(drifted(&content)),
        409 if content.can_be_refusal(headers) => return Ok(Success::AlreadyRecorded),
        400 if content.can_be_refusal(headers) => ErrorKind::InvalidReferrer,
        413 | 422 if content.can_be_refusal(headers) => ErrorKind::Rejected,
        401 | 403 => ErrorKind::Unauthorized,
        408 | 425 | 500..=599 => ErrorKind::Unavailable,
        429 => ErrorKind::RateLimited,
        _ => ErrorKind::Unrecognized,
    };
    // A 4xx says that the request was refused, which by RFC 9110 includes a 408. A 409 that is not
    // the service's, and a 5xx, say nothing about the conversion.
    let refused = (400..=499).contains(&status) && status != 409;
    let default = || default_message(status).filter(|_| kind == ErrorKind::InvalidReferrer);
    let message = content.json().and_then(message::read);
    let error = Error::new(kind);
    let error = if relay { error.with_detail(RELAY) } else { error };
    Err(error
        .with_status(status)
        .with_message(message.or_else(default))
        .with_request_id(request_id(headers))
        .with_retry_after(retry_after::read(headers))
        .with_unknown_fate(!refused))
}

const RELAY: &str = "it comes from a reditus relay, which stores conversions and reports them later; \
                     have this client report to the service, or to an outbox";

/// Whether it comes from `reditus relay`, which serves the vendor's paths, but is not the service. It
/// says so in a header, which a proxy may remove, and it alone says what it stored.
fn is_relay(status: u16, headers: &HeaderMap, content: &Content) -> bool {
    let stored = || status == 202 && content.json().is_some_and(|json| json["stored"].is_string());
    headers.contains_key("reditus-relay") || stored()
}

/// A recorded conversion whose response does not have the documented shape.
fn drifted(content: &Content) -> Success {
    tracing::warn!("the conversion was recorded, but the response has an undocumented shape");
    Success::Recorded(content.json().map(Referral::salvage).unwrap_or_default())
}

/// A success status without the service's success.
fn unrecognized(status: u16, headers: &HeaderMap) -> Error {
    Error::new(ErrorKind::Unrecognized)
        .with_status(status)
        .with_request_id(request_id(headers))
        .with_unknown_fate(true)
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    Some(headers.get("x-request-id")?.to_str().ok()?.to_owned())
}
