//! The page at `/`, and what it calls.

mod control;
mod events;
mod guard;
mod state;

use std::{borrow::Cow, sync::Arc};

use hyper::{
    Method, Request, StatusCode,
    body::Incoming,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue},
};

use crate::{backend::Backend, body::Body, service::Response};

/// One document, which needs no build step and no network.
const PAGE: &str = concat!(
    include_str!("page/head.html"),
    "<style>",
    include_str!("page/page.css"),
    "</style>\n",
    include_str!("page/body.html"),
    "<script>",
    include_str!("page/page.js"),
    "</script>\n</body>\n</html>\n",
);
const SCRIPT: &str = include_str!("page/script.js");

/// The page's own script and style, by their SHA-256, and nothing else from anywhere.
const POLICY: &str = "default-src 'none'; connect-src 'self'; img-src data:; \
    script-src 'sha256-eGW/psxHbv6qxNc4XoAbjY0cjF6cyAkSp2fv+BLuIdo='; \
    style-src 'sha256-grYQWUg4MHVT112IZ26ladadfQQY4GUKAIgigXgIY0Q='; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn serves(path: &str) -> bool {
    matches!(path, "/" | "/script.js") || path.starts_with("/__sandbox/")
}

pub(crate) async fn respond(
    backend: &Arc<Backend>,
    request: Request<Incoming>,
) -> hyper::Response<Body> {
    if let Err(refused) = guard::check(&request, backend.reach) {
        return Response::from(refused).into();
    }
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    match path.as_str() {
        "/__sandbox/faults" | "/__sandbox/settings" | "/__sandbox/records" => {
            return control::respond(backend, &path, request).await.into();
        }
        _ => {}
    }
    if method != Method::GET && method != Method::HEAD {
        return Response::method_not_allowed("GET, HEAD").into();
    }
    match path.as_str() {
        "/" => asset(PAGE, "text/html; charset=utf-8"),
        "/script.js" => asset(SCRIPT, "text/javascript; charset=utf-8"),
        "/__sandbox/ledger" => Response::ledger(&backend.service.records.ledger()).into(),
        "/__sandbox/events" if method == Method::GET => events::stream(backend),
        _ => Response::not_found().into(),
    }
}

/// Why the page's server refuses a request.
struct Refused {
    status: StatusCode,
    text: Cow<'static, str>,
}

impl Refused {
    fn new(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status, text: text.into() }
    }
}

impl From<Refused> for Response {
    fn from(Refused { status, text }: Refused) -> Self {
        Self::error(status, &text)
    }
}

fn asset(text: &'static str, content_type: &'static str) -> hyper::Response<Body> {
    let mut response = hyper::Response::new(text.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use base64::{Engine, prelude::BASE64_STANDARD};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::fault::Fault;

    #[test]
    fn the_policy_allows_the_pages_own_script_and_style() {
        for (source, text) in [
            ("script-src", include_str!("page/page.js")),
            ("style-src", include_str!("page/page.css")),
        ] {
            let hash = BASE64_STANDARD.encode(Sha256::digest(text));
            let allowed = format!("{source} 'sha256-{hash}';");
            assert!(POLICY.contains(&allowed), "write this into POLICY: {allowed}");
        }
    }

    #[test]
    fn the_page_has_a_button_for_every_named_fault_but_refuse() {
        let buttons = PAGE.split("data-fault=\"").skip(1);
        let buttons: BTreeSet<_> = buttons.filter_map(|rest| rest.split('"').next()).collect();
        // `refuse` would lock the page out, too. Two statuses are there besides the names.
        let expected = Fault::names().filter(|name| *name != "refuse").chain(["500", "503"]);
        assert_eq!(buttons, expected.collect());
    }

    #[test]
    fn the_page_names_no_other_host() {
        for part in [PAGE, SCRIPT] {
            assert!(
                !part.contains("http:") && !part.contains("https:") && !part.contains("@import")
            );
        }
    }
}
