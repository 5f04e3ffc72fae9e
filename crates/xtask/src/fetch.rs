//! Fetches a page over HTTP, with limits on time and size, and without leaving its host.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::Error;

/// The most that is read of a page, in bytes. The vendor's pages have about 3 KiB.
pub(crate) const MAX_PAGE: usize = 1 << 20;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(30);
const REDIRECTS: usize = 5;

/// The bytes of a page. More than [`MAX_PAGE`] of them mean that the page is too large.
pub(crate) async fn fetch(url: &str) -> Result<Vec<u8>, Error> {
    let failed = |error: reqwest::Error| -> Error { format!("{url}: {}", root(&error)).into() };
    let page = Url::parse(url).map_err(|error| format!("{url}: {error}"))?;
    let addrs = page.socket_addrs(|| None).unwrap_or_default();
    let is_local = !addrs.is_empty() && addrs.iter().all(|addr| addr.ip().is_loopback());
    if page.scheme() != "https" && !(page.scheme() == "http" && is_local) {
        return Err(format!("{url}: expected an https URL (http is for loopback only)").into());
    }
    let mut client = Client::builder()
        .user_agent(concat!("reditus-xtask/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .redirect(same_origin());
    if is_local {
        client = client.no_proxy();
    }
    let client = client.build().map_err(failed)?;
    let mut response = client.get(page).send().await.map_err(failed)?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(format!("{url}: the response is {}", response.status()).into());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_PAGE {
            break;
        }
    }
    Ok(bytes)
}

/// The vendor publishes on one host: a redirect elsewhere would lead to something else.
fn same_origin() -> Policy {
    Policy::custom(|attempt| {
        let off = attempt.previous().first().is_none_or(|it| it.origin() != attempt.url().origin());
        if off {
            let what = format!("redirects to another host, {}", attempt.url());
            attempt.error(what)
        } else if attempt.previous().len() > REDIRECTS {
            attempt.error(format!("redirects more than {REDIRECTS} times"))
        } else {
            attempt.follow()
        }
    })
}

/// The end of the chain, which says why: reqwest itself only says that the request failed.
fn root(error: &reqwest::Error) -> String {
    let mut root: &dyn std::error::Error = error;
    while let Some(source) = root.source() {
        root = source;
    }
    if error.is_timeout() { "timed out".to_owned() } else { root.to_string() }
}
