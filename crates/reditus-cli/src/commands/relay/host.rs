//! Keeps web pages away that point a name of their own at this machine.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{StatusCode, header::HOST},
    middleware::Next,
    response::Response,
};

use super::{callers::Callers, refusal::Refusal};

/// Which `Host` a request may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hosts {
    Any,
    /// `localhost`, or any IP address: no page is served under one of these by somebody else.
    Local,
}

/// A page cannot know a token, but without one it could call from the visitor's own machine.
pub(super) fn allowed(listening: IpAddr, callers: &Callers) -> Hosts {
    match callers {
        Callers::WithToken(_) if !listening.is_loopback() => Hosts::Any,
        _ => Hosts::Local,
    }
}

pub(super) async fn check(
    State(hosts): State<Hosts>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if hosts == Hosts::Local && !is_local(host.unwrap_or_default()) {
        let text = "Unexpected Host: call the relay as localhost or by its IP address";
        return Err(Refusal::new(StatusCode::FORBIDDEN, text));
    }
    Ok(next.run(request).await)
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Callers, Hosts, allowed, is_local};

    #[test]
    fn only_a_name_of_this_machine_is_local() {
        for host in ["localhost", "LocalHost:8787", "127.0.0.1:8787", "[::1]:8787", "[::1]"] {
            assert!(is_local(host), "{host}");
        }
        for host in
            ["", "evil.example", "evil.example:8787", "localhost.evil.example", "127.0.0.1.x"]
        {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn any_host_is_allowed_only_with_a_token_and_off_loopback() {
        let (here, anywhere) = ([127, 0, 0, 1].into(), [0, 0, 0, 0].into());
        assert_eq!(allowed(anywhere, &Callers::with("token")), Hosts::Any);
        assert_eq!(allowed(here, &Callers::with("token")), Hosts::Local);
        assert_eq!(allowed(anywhere, &Callers::OnThisMachine), Hosts::Local);
    }
}
