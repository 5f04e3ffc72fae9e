//! Whether the host of the base URL responds. No conversion is reported, and no token is sent.

use std::{
    error::Error,
    fmt,
    io::{self, ErrorKind},
};

use reditus::reqwest::{self, Url};

use crate::http::{self, PATIENCE};

/// What responds, or why nothing does.
pub(crate) async fn host(base_url: &str) -> Result<String, Unreachable> {
    let unreachable = |host: &str, why: String| Unreachable { host: host.to_owned(), why };
    let url: Url =
        base_url.parse().map_err(|_| unreachable("the service", "has no valid URL".to_owned()))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let http = http::client(&url)
        .map_err(|_| unreachable(&host, "cannot be reached: TLS cannot be set up".to_owned()))?;
    let tls = url.scheme() == "https";
    match http.head(url).send().await {
        // Any status will do: every operation that says more would report something.
        Ok(response) => Ok(format!("{host} responds (status {})", response.status().as_u16())),
        Err(error) => Err(unreachable(&host, why(&error, tls))),
    }
}

/// Why there is no response from the host of the base URL.
#[derive(Debug)]
pub(crate) struct Unreachable {
    host: String,
    why: String,
}

impl Error for Unreachable {}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.host, self.why)
    }
}

fn why(error: &reqwest::Error, tls: bool) -> String {
    if error.is_timeout() {
        return format!(
            "does not respond within {} s: is there a firewall or a proxy in between?",
            PATIENCE.as_secs()
        );
    }
    let io = causes(error).find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    let causes: Vec<String> = causes(error).map(ToString::to_string).collect();
    let advice = match io {
        // hyper offers no other way to tell.
        _ if causes.iter().any(|cause| cause.starts_with("dns error")) => {
            "the name cannot be resolved: check the base URL and the network"
        }
        Some(ErrorKind::ConnectionRefused) => "connection refused: check the base URL",
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => {
            "no route to host: check the network"
        }
        _ if error.is_connect() && tls => {
            "the TLS connection failed: check the base URL, the clock, and any proxy in between"
        }
        _ if error.is_connect() => "the connection failed: check the network and the base URL",
        _ => "the response is not HTTP: check the base URL",
    };
    match causes.last() {
        Some(cause) => format!("cannot be reached: {advice} ({cause})"),
        None => format!("cannot be reached: {advice}"),
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}
