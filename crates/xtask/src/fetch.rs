//! A page over HTTP, within bounds: of time, of size, and of its own host.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::Error;
use crate::source::MAX_PAGE;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(30);
const REDIRECTS: usize = 5;

/// The bytes of a page; one more than [`MAX_PAGE`] at least if it is too large.
pub(crate) async fn fetch(url: &str) -> Result<Vec<u8>, Error> {
    let failed = |error: reqwest::Error| -> Error { format!("{url}: {}", root(&error)).into() };
    let page = Url::parse(url).map_err(|error| format!("{url}: {error}"))?;
    let local = loopback(&page);
    if page.scheme() != "https" && !(page.scheme() == "http" && local) {
        return Err(format!("{url}: only https is fetched, and http from this machine").into());
    }
    let mut client = Client::builder()
        .user_agent(concat!("reditus-xtask/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .redirect(same_origin());
    if local {
        client = client.no_proxy();
    }
    let client = client.build().map_err(failed)?;
    let mut answer = client.get(page).send().await.map_err(failed)?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(format!("{url}: the answer is {}", answer.status()).into());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_PAGE {
            break;
        }
    }
    Ok(bytes)
}

fn loopback(url: &Url) -> bool {
    match url.host_str().map(|host| host.trim_matches(['[', ']'])) {
        Some("localhost") => true,
        Some(host) => host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
        None => false,
    }
}

/// What the vendor publishes is on the vendor's host; another one says something else.
fn same_origin() -> Policy {
    Policy::custom(|attempt| {
        let off = attempt.previous().first().is_none_or(|it| it.origin() != attempt.url().origin());
        if off {
            let what = format!("it redirects to another host, {}", attempt.url());
            attempt.error(what)
        } else if attempt.previous().len() > REDIRECTS {
            attempt.error(format!("it redirects more than {REDIRECTS} times"))
        } else {
            attempt.follow()
        }
    })
}

/// reqwest says only that it failed; why is at the end of the chain.
fn root(error: &reqwest::Error) -> String {
    let mut root: &dyn std::error::Error = error;
    while let Some(source) = root.source() {
        root = source;
    }
    if error.is_timeout() { "it took too long".to_owned() } else { root.to_string() }
}
