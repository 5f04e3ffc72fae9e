//! The service's notice that an operation is going away.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue, LINK},
};

static DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
static SUNSET: HeaderName = HeaderName::from_static("sunset");

/// Whether this client and its clones have passed the notice on.
#[derive(Debug, Default)]
pub(crate) struct Notice(AtomicBool);

impl Notice {
    /// Warns, once, if a response carries `Deprecation` ([RFC 9745]) or `Sunset` ([RFC 8594]).
    /// Only what can be read as a date or a link is shown: the headers are the service's text.
    ///
    /// [RFC 9745]: https://www.rfc-editor.org/rfc/rfc9745
    /// [RFC 8594]: https://www.rfc-editor.org/rfc/rfc8594
    pub(crate) fn pass_on(&self, headers: &HeaderMap) {
        // Comparing a handful of names is quicker than hashing two.
        let is_notice = |name: &HeaderName| *name == DEPRECATION || *name == SUNSET;
        if !headers.keys().any(is_notice) || self.0.swap(true, Relaxed) {
            return;
        }
        let (deprecation, sunset) = (headers.get(&DEPRECATION), headers.get(&SUNSET));
        let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
        let deprecated_since = deprecation.and_then(text).and_then(|value| {
            let seconds: i64 = value.trim().strip_prefix('@')?.parse().ok()?;
            Some(seconds)
        });
        let gone_after = sunset
            .and_then(text)
            .and_then(|value| httpdate::parse_http_date(value.trim()).ok())
            .map(httpdate::fmt_http_date);
        tracing::warn!(
            deprecated_since,
            gone_after,
            link = link(headers),
            "the service is deprecating the operation"
        );
    }
}

/// The target of the first link that says more about it: host and path.
fn link(headers: &HeaderMap) -> Option<String> {
    let links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    links.flat_map(|value| value.split(',')).find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        if !["deprecation", "sunset"].iter().any(|relation| parameters.contains(relation)) {
            return None;
        }
        let mut url = Url::parse(target).ok()?;
        url.set_username("").and_then(|()| url.set_password(None)).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url.into())
    })
}
