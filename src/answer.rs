//! What one request came to: the table of answers, in one place.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http_body_util::BodyExt;
use progenitor_client::{ByteStream, Error as Generated, ResponseValue};
use reqwest::{
    Body,
    header::{AsHeaderName, CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER},
};
use serde::de::IgnoredAny;

use crate::{error::Error, kind::ErrorKind, message, referral::Referral, transport};

/// The longest wait that is passed on, a day: nobody means more, and a caller adds it to a clock.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The service has counted the conversion.
pub(crate) enum Answer {
    /// By this request.
    Recorded(Referral),
    /// Before this request.
    AlreadyRecorded,
}

/// Judges what a generated client returned. `documented` gives the text that the operation's
/// document declares as the default of a status.
pub(crate) async fn judge<T: Into<Referral>>(
    result: Result<ResponseValue<T>, Generated<ByteStream>>,
    documented: fn(u16) -> Option<String>,
) -> Result<Answer, Error> {
    let (status, headers, body) = match result {
        Ok(response) => return Ok(Answer::Recorded(response.into_inner().into())),
        // The next two arise on the documented success status alone: the conversion was counted.
        Err(Generated::InvalidResponsePayload(body, _)) => return Ok(drifted(&body)),
        Err(Generated::ResponseBodyError(_)) => return Ok(drifted(&[])),
        Err(Generated::ErrorResponse(response)) => {
            let (status, headers) = (response.status(), response.headers().clone());
            let body = Body::wrap_stream(response.into_inner_stream()).collect().await;
            (status, headers, body.map(|body| body.to_bytes()).ok())
        }
        Err(Generated::UnexpectedResponse(response)) => {
            let (status, headers) = (response.status(), response.headers().clone());
            (status, headers, response.bytes().await.ok())
        }
        Err(Generated::CommunicationError(error)) => return Err(transport::error(&error)),
        // No request came about, or none of ours: these carry what was to be sent, so it is not
        // shown.
        Err(Generated::InvalidRequest(_) | Generated::Custom(_) | Generated::InvalidUpgrade(_)) => {
            return Err(Error::configuration("the request cannot be built"));
        }
    };
    by_status(status.as_u16(), &headers, body, documented)
}

/// `body` is `None` where it could not be read: it was over the limit, or the connection was lost.
fn by_status(
    status: u16,
    headers: &HeaderMap,
    body: Option<Bytes>,
    documented: fn(u16) -> Option<String>,
) -> Result<Answer, Error> {
    let kind = match status {
        409 => return Ok(Answer::AlreadyRecorded),
        200..=299 if is_of_the_service(headers, body.as_deref()) => {
            return Ok(drifted(body.as_deref().unwrap_or_default()));
        }
        400 => ErrorKind::InvalidReferrer,
        401 | 403 => ErrorKind::Unauthorized,
        408 | 425 | 500..=599 => ErrorKind::Unavailable,
        429 => ErrorKind::RateLimited,
        402..=499 => ErrorKind::Rejected,
        _ => ErrorKind::Unrecognized,
    };
    // A 4xx says that the request was not taken; a 408 by RFC 9110, too. A 5xx says nothing.
    let refused = (400..=499).contains(&status);
    let said = body.as_deref().and_then(message::read);
    Err(Error::new(kind)
        .with_status(status)
        .with_message(said.or_else(|| documented(status)))
        .with_request_id(text(headers, "x-request-id"))
        .with_retry_after(retry_after(headers))
        .with_unknown_fate(!refused))
}

/// A counted conversion whose answer does not have the documented shape.
fn drifted(body: &[u8]) -> Answer {
    tracing::warn!("the conversion was recorded, but the answer has an undocumented shape");
    Answer::Recorded(Referral::salvage(body))
}

/// Whether an undocumented 2xx is the service's: its body is empty or JSON, cut off or not. A wrong
/// host that answers 200 with a page has counted nothing. Where the body could not be read, its
/// declared type has to say so.
fn is_of_the_service(headers: &HeaderMap, body: Option<&[u8]>) -> bool {
    match body.map(serde_json::from_slice::<IgnoredAny>) {
        Some(Ok(_)) => true,
        Some(Err(error)) => error.is_eof(),
        None => text(headers, CONTENT_TYPE)
            .is_some_and(|content_type| content_type.to_ascii_lowercase().contains("json")),
    }
}

/// The wait that `Retry-After` asks for, in seconds or until a date. A date is compared with the
/// server's own, where it sends one: its clock need not be ours.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER)?;
    if value.trim().bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds are still a number.
        return Some(
            Duration::from_secs(value.trim().parse().unwrap_or(u64::MAX)).min(LONGEST_WAIT),
        );
    }
    let then = httpdate::parse_http_date(value.trim()).ok()?;
    let now = text(headers, DATE).and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    let wait = then.duration_since(now.unwrap_or_else(SystemTime::now)).unwrap_or_default();
    Some(wait.min(LONGEST_WAIT))
}

fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
