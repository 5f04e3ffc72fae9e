//! The proxy variables of the environment.

use std::env;

use reqwest::Url;

use crate::error::Error;

/// What reqwest looks at for each scheme, in this order.
const FOR_HTTPS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const FOR_HTTP: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// Refuses a proxy variable that cannot be read. reqwest would ignore it and connect directly,
/// which is not what the person who set it wants.
pub(super) fn check(scheme: &str) -> Result<(), Error> {
    let variables = if scheme == "https" { FOR_HTTPS } else { FOR_HTTP };
    let set = |name: &&str| env::var(name).is_ok_and(|value| !value.is_empty());
    match variables.into_iter().filter(set).find(|name| !is_readable(name)) {
        None => Ok(()),
        Some(name) => Err(Error::configuration(format!(
            "{name} is not the URL of a proxy, such as http://proxy.example.com:3128"
        ))),
    }
}

/// Without a scheme, `http` is meant.
fn is_readable(name: &str) -> bool {
    const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    let value = env::var(name).unwrap_or_default();
    let with_scheme = if value.contains("://") { value } else { format!("http://{value}") };
    Url::parse(&with_scheme).is_ok_and(|url| url.has_host() && SCHEMES.contains(&url.scheme()))
}
