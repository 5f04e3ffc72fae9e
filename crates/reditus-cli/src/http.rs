//! Requests that the library has no call for.

use std::time::Duration;

use reditus::reqwest::{self, Client, Url, redirect::Policy};

/// How long a connection, and a whole request, may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A client that behaves like the library's: no redirects, and no proxy for this machine.
pub(crate) fn client(url: &Url) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(PATIENCE)
        .timeout(PATIENCE);
    let addrs = url.socket_addrs(|| None).unwrap_or_default();
    let is_local = !addrs.is_empty() && addrs.iter().all(|addr| addr.ip().is_loopback());
    if is_local { builder.no_proxy().build() } else { builder.build() }
}
