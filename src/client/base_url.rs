//! Where the service is: everything before `/v2/…`.

use std::net::IpAddr;

use reqwest::Url;

use super::environment::ALLOW_PLAIN_HTTP;
use crate::{delivery::Server, error::Error};

/// The service's base URL, from `servers` in the vendor's documents.
pub(super) const DEFAULT: &str = "https://api.getreditus.com/api";

/// The vendor's domain. On it, only the API's host and path make sense.
const DOMAIN: &str = "getreditus.com";

/// A base URL that was checked.
pub(super) struct BaseUrl(Url);

/// Which hosts may be reached by plain `http`, besides this machine.
#[derive(Debug)]
pub(super) enum PlainHttp {
    ToNobody,
    To(String),
    ToAnybody,
}

impl PlainHttp {
    fn allows(&self, url: &Url) -> bool {
        match self {
            Self::ToNobody => false,
            Self::To(host) => url.host_str().is_some_and(|it| it.eq_ignore_ascii_case(host)),
            Self::ToAnybody => true,
        }
    }
}

impl BaseUrl {
    /// Checks a base URL. The value itself is not shown: a wrong one may hold anything.
    pub(super) fn parse(text: &str, plain_http: &PlainHttp) -> Result<Self, Error> {
        let refuse = |why: &str| Err(Error::configuration(format!("the base URL {why}")));
        let Ok(url) = Url::parse(text) else {
            return refuse("is not a URL such as https://api.getreditus.com/api");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("has user info; the API token is all that is sent");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment; it must end before /v2/…");
        }
        let path = url.path().trim_end_matches('/');
        if ["/tracking/conversion", "/v1", "/v2"].iter().any(|end| path.ends_with(end)) {
            return refuse("has the path of an operation; it must end before /v2/…");
        }
        if is_the_vendors(&url) && (url.host_str(), path) != (Some("api.getreditus.com"), "/api") {
            return refuse("is not where the vendor's API is: use https://api.getreditus.com/api");
        }
        match url.scheme() {
            "https" if cfg!(any(feature = "rustls", feature = "native-tls")) => Ok(Self(url)),
            "https" => refuse(
                "is https, but this build has no TLS; enable the feature `rustls` or `native-tls` \
                 of the crate `reditus`",
            ),
            "http" if is_loopback(&url) || plain_http.allows(&url) => Ok(Self(url)),
            "http" => refuse(&format!(
                "is plain http, which would show the token to the network; for a host on a network \
                 that you trust, call `allow_plain_http()` on the builder, or set \
                 {ALLOW_PLAIN_HTTP} to the name of that host"
            )),
            _ => refuse("has a scheme other than https"),
        }
    }

    /// Without a trailing slash.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    pub(super) fn scheme(&self) -> &str {
        self.0.scheme()
    }

    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    pub(super) fn server(&self) -> Server {
        Server {
            address: self.0.host_str().unwrap_or_default().to_owned(),
            port: self.0.port_or_known_default().unwrap_or_default(),
        }
    }
}

fn is_the_vendors(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    host.strip_suffix(DOMAIN).is_some_and(|prefix| ["", "api.", "app.", "www."].contains(&prefix))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, PlainHttp};

    fn parse(text: &str) -> Result<BaseUrl, crate::Error> {
        BaseUrl::parse(text, &PlainHttp::ToNobody)
    }

    #[test]
    fn a_base_url_is_what_comes_before_the_operation() {
        let good = [
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://127.9.9.9", "http://127.9.9.9"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ];
        for (text, base_url) in good {
            assert_eq!(parse(text).unwrap().as_str(), base_url);
        }
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn with_tls_https_is_taken() {
        let good = [
            ("https://api.getreditus.com/api", "https://api.getreditus.com/api"),
            ("https://api.getreditus.com/api/", "https://api.getreditus.com/api"),
            ("https://staging.getreditus.com", "https://staging.getreditus.com"),
            ("https://staging.example.com", "https://staging.example.com"),
        ];
        for (text, base_url) in good {
            assert_eq!(parse(text).unwrap().as_str(), base_url);
        }
    }

    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    #[test]
    fn without_tls_https_is_refused_and_says_which_feature_is_missing() {
        let error = parse(super::DEFAULT).err().unwrap().to_string();
        assert!(error.contains("feature `rustls` or `native-tls`"), "{error}");
    }

    #[test]
    fn an_invalid_base_url_is_refused_without_being_shown() {
        let bad = [
            ("", "not a URL"),
            ("s3cr3t.example.com/api", "not a URL"),
            ("https://s3cr3t@example.com", "user info"),
            ("https://:s3cr3t@example.com", "user info"),
            ("https://example.com/?s3cr3t", "query"),
            ("https://example.com/#s3cr3t", "fragment"),
            ("https://example.com/api/v2/tracking/conversion", "path of an operation"),
            ("https://example.com/api/v1/tracking/conversion/", "path of an operation"),
            ("https://example.com/api/v2", "path of an operation"),
            ("https://api.getreditus.com", "use https://api.getreditus.com/api"),
            ("https://api.getreditus.com/s3cr3t", "use https://api.getreditus.com/api"),
            ("https://app.getreditus.com/api", "use https://api.getreditus.com/api"),
            ("https://APP.getreditus.com", "use https://api.getreditus.com/api"),
            ("https://www.getreditus.com", "use https://api.getreditus.com/api"),
            ("https://getreditus.com./api", "use https://api.getreditus.com/api"),
            ("http://s3cr3t.example.com", "plain http"),
            ("http://localhost.example.com", "plain http"),
            ("ftp://127.0.0.1", "scheme"),
        ];
        for (text, why) in bad {
            let error = parse(text).err().unwrap().to_string();
            assert!(error.contains(why), "{text}: {error}");
            assert!(!error.contains("s3cr3t"), "{text}: {error}");
        }
    }

    #[test]
    fn plain_http_is_for_whom_it_is_allowed() {
        let to = |host: &str| PlainHttp::To(host.to_owned());
        let cases = [
            ("http://10.0.0.1:8080", PlainHttp::ToAnybody, true),
            ("http://sandbox:8080", to("sandbox"), true),
            ("http://sandbox:8080", to("SANDBOX"), true),
            ("http://sandbox.example.com", to("sandbox"), false),
            ("http://other:8080", to("sandbox"), false),
            ("http://sandbox:8080", PlainHttp::ToNobody, false),
        ];
        for (text, plain_http, taken) in cases {
            assert_eq!(BaseUrl::parse(text, &plain_http).is_ok(), taken, "{text} {plain_http:?}");
        }
    }
}
