//! What is sent.

use reditus::Conversion;

use crate::wire::{Wire, response};

async fn sent(conversion: Conversion) -> (String, String) {
    let wire = Wire::responding(response(409, "application/json", b"")).await;
    wire.client().track(conversion).await.unwrap();
    let request = wire.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn the_body_holds_what_was_given_and_no_nulls() {
    let cases = [
        (
            Conversion::affiliate("john").email("jane@example.com"),
            r#"{"affiliate_slug":"john","email":"jane@example.com"}"#,
        ),
        (Conversion::advocate("jwe512").uid("42"), r#"{"advocate_slug":"jwe512","uid":"42"}"#),
        (
            Conversion::affiliate("john").uid("42").email("jane@example.com").gr_id("rl:1::x"),
            r#"{"affiliate_slug":"john","email":"jane@example.com","gr_id":"rl:1::x","uid":"42"}"#,
        ),
        // Sent as it is: nothing is trimmed, folded or re-encoded.
        (
            Conversion::affiliate(" J\u{f6}hn ").uid("\u{1f600}"),
            "{\"affiliate_slug\":\" J\u{f6}hn \",\"uid\":\"\u{1f600}\"}",
        ),
    ];
    for (conversion, body) in cases {
        assert_eq!(sent(conversion).await.1, body);
    }
}

#[tokio::test]
async fn the_head_carries_the_token_and_the_user_agent_and_no_api_version() {
    let (head, _) = sent(Conversion::affiliate("john").uid("42")).await;
    let mut lines: Vec<_> = head.lines().map(str::to_ascii_lowercase).collect();
    assert_eq!(lines.remove(0), "post /v2/tracking/conversion http/1.1");
    lines.retain(|line| !line.starts_with("host: ") && !line.starts_with("content-length: "));
    lines.sort();
    let user_agent = concat!("user-agent: reditus/", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        lines,
        [
            "accept: application/json",
            "authorization: bearer token",
            "content-type: application/json",
            user_agent,
        ]
    );
}

#[tokio::test]
async fn an_application_names_itself_before_the_crate() {
    let wire = Wire::responding(response(409, "application/json", b"")).await;
    let client = wire.builder().user_agent("shop/1.0").build().unwrap();
    client.track(Conversion::affiliate("john").uid("42")).await.unwrap();
    let expected = concat!("user-agent: shop/1.0 reditus/", env!("CARGO_PKG_VERSION"));
    assert!(wire.requests()[0].to_ascii_lowercase().contains(expected));
}

#[tokio::test]
async fn the_base_url_is_everything_before_the_version() {
    let wire = Wire::responding(response(409, "application/json", b"")).await;
    let client = wire.builder().base_url(format!("{}/api/", wire.base_url())).build().unwrap();
    client.track(Conversion::affiliate("john").uid("42")).await.unwrap();
    assert!(wire.requests()[0].starts_with("POST /api/v2/tracking/conversion "));
}
