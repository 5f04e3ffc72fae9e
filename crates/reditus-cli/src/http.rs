//! Requests that the library has no call for.

use std::{net::IpAddr, time::Duration};

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
    if is_loopback(url) { builder.no_proxy().build() } else { builder.build() }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
