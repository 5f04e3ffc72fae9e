//! Keeps other sites' pages in the same browser away from the sandbox.

use std::net::IpAddr;

use hyper::{Request, StatusCode, header::HOST};

use super::Refused;
use crate::backend::Reach;

/// Refuses what another site's page sends: by the browser's own word, or, on loopback, by the name
/// under which the page knows the sandbox (a name of its own that it points here).
pub(super) fn check<B>(request: &Request<B>, reach: Reach) -> Result<(), Refused> {
    // Any page may load the script: that is what it is for.
    if request.uri().path() == "/script.js" {
        return Ok(());
    }
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let site = header("sec-fetch-site").unwrap_or("none");
    // A link from elsewhere may open the page, but nothing may call what is behind it.
    let linked = request.uri().path() == "/";
    if !linked && !matches!(site, "none" | "same-origin") {
        return Err(Refused::new(StatusCode::FORBIDDEN, "Called from another site"));
    }
    let host = header(HOST.as_str()).unwrap_or_default();
    if reach == Reach::Loopback && !is_local(host) {
        let text = "Unexpected Host: open the sandbox as localhost or by its IP address";
        return Err(Refused::new(StatusCode::FORBIDDEN, text));
    }
    Ok(())
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok()
}
