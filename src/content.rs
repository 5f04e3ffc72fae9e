//! What the body of a response holds, as far as its meaning depends on it.

use std::{error::Error as StdError, fmt};

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::IgnoredAny;
use serde_json::Value;

pub(crate) enum Content {
    /// Nothing, or only white space.
    Empty,
    Json(Value),
    /// JSON that nests too deeply to be looked at.
    DeepJson,
    /// Lost on the way, over the limit, compressed, or JSON that ends early.
    Unreadable,
    /// Text that is not JSON: a page, or a line of a proxy.
    Text,
}

impl Content {
    /// `None` is a body that could not be read.
    pub(crate) fn of(body: Option<&[u8]>) -> Self {
        let Some(body) = body else { return Self::Unreadable };
        let Ok(text) = str::from_utf8(body) else { return Self::Unreadable };
        if text.trim().is_empty() {
            return Self::Empty;
        }
        if let Ok(json) = serde_json::from_str(text) {
            return Self::Json(json);
        }
        // This one has no limit on depth.
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Self::DeepJson,
            Err(error) if error.is_eof() || is_at_the_end(&error, text) => Self::Unreadable,
            Err(_) => Self::Text,
        }
    }

    pub(crate) fn json(&self) -> Option<&Value> {
        if let Self::Json(json) = self { Some(json) } else { None }
    }

    /// Whether it is the documented success: an object `data`, and no error next to it.
    pub(crate) fn is_documented(&self) -> bool {
        self.json().is_some_and(|json| json["data"].is_object()) && !self.is_error()
    }

    /// Whether the service may have sent it with a 201, whose status alone then says that the
    /// conversion was recorded.
    pub(crate) fn can_be_created(&self) -> bool {
        !matches!(self, Self::Text) && !self.is_error()
    }

    /// Whether the service may have sent it to refuse a conversion: one of its two envelopes, or
    /// nothing at all. A body that could not be read has to be declared as JSON at least, and not as
    /// `application/problem+json`: that is what a CDN sends in the service's place.
    pub(crate) fn can_be_refusal(&self, headers: &HeaderMap) -> bool {
        match self {
            Self::Empty => true,
            Self::Json(Value::Object(fields)) => fields.is_empty() || self.is_error(),
            Self::Unreadable => is_declared(headers, "json") && !is_declared(headers, "problem"),
            Self::Json(_) | Self::DeepJson | Self::Text => false,
        }
    }

    /// Whether it is one of the vendor's two error envelopes.
    fn is_error(&self) -> bool {
        self.json().is_some_and(|json| json.get("error").or(json.get("errors")).is_some())
    }
}

/// Whether an object or a list goes wrong only with its last character: a number that was cut off
/// after its sign is a syntax error to serde_json, not an early end.
fn is_at_the_end(error: &serde_json::Error, text: &str) -> bool {
    let last_line = text.lines().last().unwrap_or_default();
    text.trim_start().starts_with(['{', '['])
        && error.line() == text.lines().count()
        && error.column() >= last_line.len()
}

/// Whether the declared content type contains this word.
fn is_declared(headers: &HeaderMap, word: &str) -> bool {
    // Comparing a handful of names is quicker than hashing one.
    let declared = headers.iter().find(|(name, _)| **name == CONTENT_TYPE);
    let Some((_, declared)) = declared else { return false };
    if declared == "application/json" {
        return word == "json"; // nearly always, and quicker than looking
    }
    let mut places = declared.as_bytes().windows(word.len());
    places.any(|place| place.eq_ignore_ascii_case(word.as_bytes()))
}

pub(crate) fn is_declared_html(headers: &HeaderMap) -> bool {
    is_declared(headers, "html")
}

/// Why a body is not read: it is a page under a success status.
#[derive(Debug)]
pub(crate) struct Page;

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body is a page")
    }
}

impl StdError for Page {}

/// Whether reading the body failed because it is a page.
pub(crate) fn is_page(error: &reqwest::Error) -> bool {
    std::iter::successors(error.source(), |&error| error.source()).any(|error| error.is::<Page>())
}
