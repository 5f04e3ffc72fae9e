use reditus_sandbox::Sandbox;
use serde_json::json;

use crate::caller::{V1, V2, parse, post, raw, wire};

#[tokio::test]
async fn a_request_that_breaks_the_documents_prose_gets_a_400() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        // V2: a referrer, and an identity.
        (V2, json!({})),
        (V2, json!({"email": "jane@example.com"})),
        (V2, json!({"affiliate_slug": "john"})),
        (V2, json!({"advocate_slug": "jwe512", "gr_id": "click"})),
        (V2, json!({"affiliate_slug": "", "email": "jane@example.com"})),
        (V2, json!({"affiliate_slug": " ", "advocate_slug": "", "uid": "42"})),
        (V2, json!({"affiliate_slug": "john", "email": "", "uid": ""})),
        // V1: an address, and a click or a partner.
        (V1, json!({})),
        (V1, json!({"gr_id": "click"})),
        (V1, json!({"email": "jane@example.com"})),
        (V1, json!({"email": "", "gr_id": "click"})),
        (V1, json!({"email": "jane@example.com", "gr_id": ""})),
        (V1, json!({"email": "jane@example.com", "pk": "key"})),
        (V1, json!({"email": "jane@example.com", "uid": "9"})),
        (V1, json!({"email": "jane@example.com", "pk": "key", "uid": ""})),
        // Every field is a string, whether it is needed or not.
        (V2, json!({"affiliate_slug": "john", "email": 1})),
        (V2, json!({"affiliate_slug": ["john"], "email": "jane@example.com"})),
        (V2, json!({"affiliate_slug": "john", "email": "jane@example.com", "uid": 42})),
        (V2, json!({"affiliate_slug": "john", "email": "jane@example.com", "uid": null})),
        (V2, json!({"affiliate_slug": "john", "email": "jane@example.com", "gr_id": {}})),
        (
            V2,
            json!({"affiliate_slug": "john", "email": "jane@example.com", "advocate_slug": false}),
        ),
        (V1, json!({"email": "jane@example.com", "gr_id": null, "pk": "key", "uid": "9"})),
        (V1, json!({"email": "jane@example.com", "gr_id": "click", "pk": 1})),
        // The body is an object.
        (V2, json!(["john", null, "jane@example.com"])),
        (V2, json!(null)),
        (V1, json!("jane@example.com")),
    ];
    for (path, conversion) in cases {
        let (status, body) = post(&sandbox, path, &conversion).await;
        assert_eq!(status, 400, "{path} {conversion}");
        assert!(body["error"].is_string(), "{path} {conversion}: {body}");
        assert!(!body.to_string().contains("jane"), "a response repeats nothing of the request");
    }
    assert_eq!(sandbox.ledger(), []);
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let sandbox = Sandbox::start().await.unwrap();
    let conversion = json!({"affiliate_slug": "john", "uid": "42", "pk": 1, "plan": {"a": null}});
    assert_eq!(post(&sandbox, V2, &conversion).await.0, 201);
}

#[tokio::test]
async fn a_body_that_is_not_json_gets_a_400() {
    let sandbox = Sandbox::start().await.unwrap();
    let json = "content-type: application/json";
    let good = br#"{"affiliate_slug":"john","email":"jane@example.com"}"#;
    let deep = [b"[".repeat(50_000), b"]".repeat(10)].concat();
    let cases: [(&str, &[&str], &[u8]); 10] = [
        ("empty", &[json], b""),
        ("cut short", &[json], &good[..20]),
        ("followed by more", &[json], br#"{"affiliate_slug":"john","uid":"1"} x"#),
        ("not UTF-8", &[json], b"{\"affiliate_slug\":\"\xff\",\"uid\":\"1\"}"),
        ("half a surrogate pair", &[json], br#"{"affiliate_slug":"\ud800","uid":"1"}"#),
        ("nested too deeply", &[json], &deep),
        ("a form", &["content-type: application/x-www-form-urlencoded"], b"affiliate_slug=john"),
        ("JSON declared as a form", &["content-type: application/x-www-form-urlencoded"], good),
        ("JSON with an unreadable content type", &["content-type: \u{e9}"], good),
        ("JSON without a content type", &[], good),
    ];
    for (case, headers, body) in cases {
        let headers = [headers, &["authorization: Bearer token"]].concat();
        for path in [V1, V2] {
            let response = raw(sandbox.addr(), wire("POST", path, &headers, body)).await.unwrap();
            let (status, body) = parse(&response);
            assert_eq!(status, 400, "{case}");
            assert!(body["error"].is_string(), "{case}: {body}");
        }
    }
    assert_eq!(sandbox.ledger(), []);
}

#[tokio::test]
async fn a_json_content_type_may_name_a_charset() {
    let sandbox = Sandbox::start().await.unwrap();
    let headers = ["authorization: Bearer token", "content-type: Application/JSON; charset=utf-8"];
    let body = br#"{"affiliate_slug":"john","email":"jane@example.com"}"#;
    let response = raw(sandbox.addr(), wire("POST", V2, &headers, body)).await.unwrap();
    assert_eq!(parse(&response).0, 201);
}
