//! A request without a response.

use std::{error::Error as _, io};

use crate::error::{Error, ErrorKind};

/// Turns reqwest's error into ours: whether the request was sent, and a cause that is safe to show.
pub(super) fn error(error: &reqwest::Error) -> Error {
    if error.is_builder() {
        return Error::configuration("the request cannot be built");
    }
    let kind = match (error.is_timeout(), error.is_connect()) {
        (true, _) => ErrorKind::Timeout,
        (false, true) => ErrorKind::Connect,
        (false, false) => ErrorKind::Transport,
    };
    // An error of the connector arises before anything of the request is sent.
    let failure = Error::new(kind).with_unknown_fate(!error.is_connect());
    match cause(error) {
        Some(cause) => failure.with_detail(cause),
        None => failure,
    }
}

/// The innermost cause in words. Before the request is sent the cause's own text is safe, and worth
/// having (a certificate that is not trusted, a name that does not resolve); afterwards it may
/// quote the peer, so only the class of the I/O error is shown.
fn cause(error: &reqwest::Error) -> Option<String> {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    if error.is_connect() && !error.is_timeout() {
        return Some(chain.last()?.to_string());
    }
    chain
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .last()
        .map(|error| error.kind().to_string())
}
