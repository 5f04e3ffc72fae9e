//! Responses of a proxy or CDN in front of the service. The service never sees the request.

use super::{Changes, End, Fault, Sender};

const DNS_PROBLEM: &str = r#"{"type":"about:blank","title":"Error 1001: DNS resolution error","status":409,"detail":"The requested host could not be resolved.","error_code":1001,"retryable":true}"#;

impl Fault {
    /// An edge's HTML page with this status, such as a 404 for an unknown host or a 502 for a dead
    /// backend. *Never recorded; honest.*
    pub fn edge_page(status: u16) -> Self {
        let reason = hyper::StatusCode::from_u16(status).ok();
        let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
        let page = format!(
            "<!DOCTYPE html>\n<html><head><title>{status} {reason}</title></head>\
             <body><center><h1>{status} {reason}</h1></center><hr></body></html>\n"
        );
        Self::edge(status, "text/html; charset=UTF-8").body(page)
    }

    /// An edge's 409 when it cannot resolve the service's host: plain text, `error code: 1001`.
    /// *Never recorded; honest*, as this 409 is not the service's.
    pub fn edge_dns_error() -> Self {
        Self::edge(409, "text/plain; charset=UTF-8").body("error code: 1001")
    }

    /// The same 409 as `application/problem+json` ([RFC 9457]). *Never recorded; honest*, as this
    /// 409 is not the service's.
    ///
    /// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
    pub fn edge_dns_problem() -> Self {
        Self::edge(409, "application/problem+json").body(DNS_PROBLEM)
    }

    fn edge(status: u16, content_type: &str) -> Self {
        let changes = Changes { sender: Sender::Edge, status: Some(status), ..Changes::default() };
        Self::new(false, End::Response(changes)).header("content-type", content_type)
    }
}
