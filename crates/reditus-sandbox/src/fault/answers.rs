//! Faults that are answers: well-formed, but not the ones hoped for.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{Changes, End, Fault, RetryAfter, http_date};

impl Fault {
    /// Any status, with no body until one is [set](Self::body). *Not counted; honest* unless the
    /// status is a 2xx or 409.
    ///
    /// Its content type is `application/json` until another is set.
    pub fn response(status: u16) -> Self {
        Self::new(false, End::Answer(Changes { status: Some(status), ..Changes::default() }))
    }

    /// 429, with or without a word on when to come back. *Not counted; honest.*
    pub fn rate_limited(retry_after: RetryAfter) -> Self {
        Self::response(429).body(r#"{"error":"Rate limit exceeded"}"#).retry_after(retry_after)
    }

    /// A redirect to another place. *Not counted; honest.*
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::response(status).header("location", location)
    }

    /// The honest answer under another content type. *Counted; honest.*
    pub fn content_type(content_type: impl Into<String>) -> Self {
        Self::healthy().header("content-type", content_type)
    }

    /// The honest answer, with notice that the operation is on its way out: `Deprecation`
    /// ([RFC 9745]), `Sunset` ([RFC 8594]) and a `Link` to read more. *Counted; honest.*
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

    /// Says 201, with the documented body, and counts nothing. *Not counted; lying.*
    pub fn false_success() -> Self {
        Self::healthy().recorded(false)
    }

    /// Says 409, and neither counts the conversion nor has done so before. *Not counted; lying.*
    pub fn false_duplicate() -> Self {
        Self::response(409).body(r#"{"error":"Referral already exists"}"#)
    }
}
