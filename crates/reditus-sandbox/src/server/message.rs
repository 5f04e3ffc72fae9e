//! A response on its way out: sent by hyper where that is faithful, else byte by byte.

use std::fmt::Write;

use bytes::Bytes;
use hyper::{
    StatusCode,
    header::{HeaderName, HeaderValue},
};

use crate::{body::Body, fault::Changes, service::Response};

pub(super) struct Message {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Message {
    pub(super) fn new(honest: Response, changes: &Changes) -> Self {
        let mut message = match changes.status {
            Some(status) => Self { status, headers: Vec::new(), body: Bytes::new() },
            None => Self::honest(honest),
        };
        if let Some(body) = &changes.body {
            message.body = body.clone();
        }
        let retry_after = changes.retry_after.and_then(|retry_after| retry_after.value());
        let retry_after = retry_after.map(|value| ("retry-after".to_owned(), value));
        message.set(changes.headers.iter().cloned().chain(retry_after).collect());
        if !message.has("content-type") {
            message.headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        message
    }

    fn honest(response: Response) -> Self {
        let text = |(name, value): (HeaderName, HeaderValue)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            status: response.status.as_u16(),
            headers: response.header.into_iter().map(text).collect(),
            body: response.body,
        }
    }

    /// Sets headers, replacing those of the same names.
    pub(super) fn set(&mut self, headers: Vec<(String, String)>) {
        let replaced = |name: &str| headers.iter().any(|(new, _)| new.eq_ignore_ascii_case(name));
        self.headers.retain(|(name, _)| !replaced(name));
        self.headers.extend(headers);
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name))
    }

    /// The message for hyper to send, or `None` if hyper would change or refuse it.
    pub(super) fn response(&self) -> Option<hyper::Response<Body>> {
        if self.status < 200 || self.has("content-length") || self.has("transfer-encoding") {
            return None;
        }
        let mut response = hyper::Response::new(self.body.clone().into());
        *response.status_mut() = StatusCode::from_u16(self.status).ok()?;
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            response.headers_mut().append(name, HeaderValue::from_str(value).ok()?);
        }
        Some(response)
    }

    /// Status line and headers as bytes. `framing` announces the body's length, unless a header
    /// was set that does.
    pub(super) fn head(&self, framing: &str) -> Vec<u8> {
        let reason = StatusCode::from_u16(self.status).ok();
        let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !self.has("content-length") && !self.has("transfer-encoding") {
            let _ = write!(head, "{framing}\r\n");
        }
        head.push_str("connection: close\r\n\r\n");
        head.into_bytes()
    }
}
