//! Where the service is: everything before `/v2/…`.

use std::net::IpAddr;

use reqwest::Url;

use crate::{error::Error, span::Server};

/// A base URL that was checked.
pub(crate) struct BaseUrl(Url);

impl BaseUrl {
    /// Checks a base URL. The value itself is not shown: where it is wrong, nobody knows what it
    /// holds.
    pub(crate) fn parse(text: &str, plain_http: bool) -> Result<Self, Error> {
        let refuse = |why: &str| Err(Error::configuration(format!("the base URL {why}")));
        let Ok(url) = Url::parse(text) else {
            return refuse("is not a URL such as https://api.getreditus.com/api");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("has user info; the API token is all that is sent");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment; it is what comes before /v2/…");
        }
        let path = url.path().trim_end_matches('/');
        if ["/tracking/conversion", "/v1", "/v2"].iter().any(|end| path.ends_with(end)) {
            return refuse("has the path of an operation; it is what comes before /v2/…");
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if plain_http || is_loopback(&url) => Ok(Self(url)),
            "http" => refuse("is plain http, which would show the token to the network"),
            _ => refuse("has a scheme other than https"),
        }
    }

    /// Without a trailing slash.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    pub(crate) fn server(&self) -> Server {
        Server {
            address: self.0.host_str().unwrap_or_default().to_owned(),
            port: self.0.port_or_known_default().unwrap_or_default(),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn a_base_url_is_what_comes_before_the_operation() {
        let good = [
            ("https://api.getreditus.com/api", "https://api.getreditus.com/api"),
            ("https://api.getreditus.com/api/", "https://api.getreditus.com/api"),
            ("https://staging.example.com", "https://staging.example.com"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://127.9.9.9", "http://127.9.9.9"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ];
        for (text, base_url) in good {
            assert_eq!(BaseUrl::parse(text, false).unwrap().as_str(), base_url);
        }
    }

    #[test]
    fn a_base_url_that_cannot_be_meant_is_refused_without_showing_it() {
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
            ("http://s3cr3t.example.com", "plain http"),
            ("http://localhost.example.com", "plain http"),
            ("ftp://127.0.0.1", "scheme"),
        ];
        for (text, why) in bad {
            let error = BaseUrl::parse(text, false).err().unwrap().to_string();
            assert!(error.contains(why), "{text}: {error}");
            assert!(!error.contains("s3cr3t"), "{text}: {error}");
        }
        assert!(BaseUrl::parse("http://10.0.0.1:8080", true).is_ok());
    }
}
