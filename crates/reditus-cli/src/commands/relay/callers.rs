//! Who may call.

use std::{hint::black_box, net::SocketAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    middleware::Next,
    response::Response,
};
use sha2::{Digest, Sha256};

use super::refusal::Refusal;

/// Who may call.
pub(super) enum Callers {
    OnThisMachine,
    /// Digests of the tokens: they have one length, whatever the tokens have.
    WithToken(Vec<[u8; 32]>),
}

/// The other end of the connection.
#[derive(Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// What a proxy adds to the requests that it passes on.
const FORWARDED: [&str; 4] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

impl Callers {
    /// With any of these tokens, separated by commas or white space.
    pub(super) fn with(tokens: &str) -> Self {
        let tokens = tokens.split(|at: char| at == ',' || at.is_whitespace());
        let digest = |token: &str| Sha256::digest(token).into();
        Self::WithToken(tokens.filter(|token| !token.is_empty()).map(digest).collect())
    }

    fn admit(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Result<(), Refusal> {
        match self {
            Self::OnThisMachine => {
                if !peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback()) {
                    return Err(closed("Only programs on its own machine may call this relay"));
                }
                // For a proxy on this machine, every caller is on this machine.
                if FORWARDED.iter().any(|name| headers.contains_key(*name)) {
                    return Err(closed("Set REDITUS_RELAY_TOKEN to have a proxy call this relay"));
                }
                Ok(())
            }
            Self::WithToken(digests) => {
                let sent = headers.get(AUTHORIZATION).and_then(|value| bearer(value.as_bytes()));
                if sent.is_some_and(|token| is_one_of(digests, token)) {
                    return Ok(());
                }
                Err(Refusal::new(
                    StatusCode::UNAUTHORIZED,
                    "Expected `Authorization: Bearer …` with a token of this relay",
                ))
            }
        }
    }
}

fn closed(error: &'static str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, error)
}

/// The scheme's name is compared without case: RFC 9110, section 11.1.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Looks at every byte of every digest, so that the time taken tells nothing about the tokens.
fn is_one_of(digests: &[[u8; 32]], token: &[u8]) -> bool {
    let sent: [u8; 32] = Sha256::digest(token).into();
    let differences = |digest: &[u8; 32]| {
        digest.iter().zip(sent).fold(0, |all, (byte, sent)| black_box(all | (byte ^ sent)))
    };
    digests.iter().fold(false, |found, digest| found | black_box(differences(digest) == 0))
}

pub(super) async fn check(
    State(callers): State<Arc<Callers>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let peer = request.extensions().get::<Peer>().map(|Peer(addr)| *addr);
    callers.admit(peer, request.headers())?;
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{AUTHORIZATION, Callers, FORWARDED};

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        headers
    }

    #[test]
    fn without_a_token_only_this_machine_may_call_and_no_proxy_on_it() {
        let callers = Callers::OnThisMachine;
        let admits = |peer: &str, headers| callers.admit(peer.parse().ok(), &headers).is_ok();
        for peer in ["127.0.0.1:9", "127.8.8.8:9", "[::1]:9", "[::ffff:127.0.0.1]:9"] {
            assert!(admits(peer, HeaderMap::new()), "{peer}");
        }
        for peer in ["192.0.2.1:9", "[2001:db8::1]:9", "[::ffff:192.0.2.1]:9", "unknown"] {
            assert!(!admits(peer, with("authorization", "Bearer any")), "{peer}");
        }
        for name in FORWARDED {
            assert!(!admits("127.0.0.1:9", with(name, "192.0.2.1")), "{name}");
        }
    }

    #[test]
    fn with_tokens_each_of_them_opens_and_nothing_else() {
        let callers = Callers::with(" old-token,new-token\tthird ,");
        let admits = |header: &str| {
            let peer = "192.0.2.1:9".parse().ok();
            callers.admit(peer, &with(AUTHORIZATION.as_str(), header)).is_ok()
        };
        for header in ["Bearer old-token", "bearer new-token", "BEARER third "] {
            assert!(admits(header), "{header}");
        }
        for header in [
            "Bearer old-toke",
            "Bearer old-token,new-token",
            "Bearer ",
            "Bearer",
            "Basic old-token",
            "old-token",
            "",
            "Bearer OLD-TOKEN",
            "Bearer \u{fc}",
        ] {
            assert!(!admits(header), "{header}");
        }
        let here = "127.0.0.1:9".parse().ok();
        assert!(callers.admit(here, &HeaderMap::new()).is_err(), "not even this machine");
    }
}
