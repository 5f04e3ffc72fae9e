//! Well-formed responses of the service, but not the usual ones.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{Changes, Claim, End, Fault, RetryAfter, http_date};

impl Fault {
    /// No fault at all: the honest response, to be changed or to fill a step of a script.
    /// *Recorded; honest.*
    pub fn healthy() -> Self {
        Self::new(true, End::Response(Changes::default()))
    }

    /// Any status, without a body until one is [set](Self::body). *Not recorded; honest* unless
    /// the status says recorded: a 409, or a 2xx other than 202.
    ///
    /// Its content type is `application/json` until another is set.
    pub fn response(status: u16) -> Self {
        Self::new(false, End::Response(Changes { status: Some(status), ..Changes::default() }))
    }

    /// 429, with or without a `Retry-After`. *Not recorded; honest.*
    pub fn rate_limited(retry_after: RetryAfter) -> Self {
        Self::response(429).body(r#"{"error":"Rate limit exceeded"}"#).retry_after(retry_after)
    }

    /// A redirect to another URL. *Not recorded; honest.*
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::response(status).header("location", location)
    }

    /// 202, which says that the request was taken but not what became of it. *Not recorded;
    /// honest.*
    pub fn accepted() -> Self {
        Self::response(202).body(r#"{"status":"accepted"}"#)
    }

    /// 200 whose body is an error: `{"error":"Invalid affiliate slug"}`. *Not recorded; honest*,
    /// as the body says so.
    pub fn error_envelope() -> Self {
        Self::response(200)
            .body(r#"{"error":"Invalid affiliate slug"}"#)
            .change(|changes| changes.claim = Some(Claim::NotRecorded))
    }

    /// The honest response under another content type. *Recorded; honest.*
    pub fn content_type(content_type: impl Into<String>) -> Self {
        Self::healthy().header("content-type", content_type)
    }

    /// The honest response with a notice that the operation will go away: `Deprecation`
    /// ([RFC 9745]), `Sunset` ([RFC 8594]) and a `Link` to read more. *Recorded; honest.*
    ///
    /// [RFC 9745]: https://www.rfc-editor.org/rfc/rfc9745
    /// [RFC 8594]: https://www.rfc-editor.org/rfc/rfc8594
    pub fn deprecated(since: SystemTime, sunset: SystemTime, link: &str) -> Self {
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self::healthy()
            .header("deprecation", format!("@{since}"))
            .header("sunset", http_date(sunset))
            .header("link", format!("<{link}>; rel=\"deprecation\"; type=\"text/html\""))
    }

    /// 201 with the documented body, for a conversion that is not recorded. *Not recorded; lying.*
    pub fn false_success() -> Self {
        Self::healthy().recorded(false)
    }

    /// 409 for a conversion that was never recorded. *Not recorded; lying.*
    pub fn false_duplicate() -> Self {
        Self::response(409).body(r#"{"error":"Referral already exists"}"#)
    }
}
