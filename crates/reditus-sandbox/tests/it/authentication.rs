use reditus_sandbox::Sandbox;

use crate::caller::{V1, V2, parse, raw, wire};

const BODY: &[u8] = br#"{"affiliate_slug":"john","email":"jane@example.com","gr_id":"click"}"#;

#[tokio::test]
async fn a_request_without_a_valid_token_gets_a_401() {
    let lax = Sandbox::start().await.unwrap();
    let strict = Sandbox::builder().token("s3cret").start().await.unwrap();
    let cases: [(&Sandbox, &[&str], bool); 14] = [
        (&lax, &[], false),
        (&lax, &["authorization: "], false),
        (&lax, &["authorization: Bearer"], false),
        (&lax, &["authorization: Bearer  "], false),
        (&lax, &["authorization: Basic dG9rZW46"], false),
        (&lax, &["authorization: token"], false),
        (&lax, &["authorization: Bearer two words"], false),
        (&lax, &["authorization: Bearer a", "authorization: Bearer b"], false),
        (&lax, &["authorization: Bearer \u{fc}"], false),
        (&lax, &["authorization: bearer any"], true),
        (&strict, &["authorization: Bearer any"], false),
        (&strict, &["authorization: Bearer S3CRET"], false),
        (&strict, &["authorization: Bearer s3cre"], false),
        (&strict, &["authorization: Bearer s3cret"], true),
    ];
    for (sandbox, headers, allowed) in cases {
        for path in [V1, V2] {
            let headers = [&["content-type: application/json"], headers].concat();
            let response = raw(sandbox.addr(), wire("POST", path, &headers, BODY)).await.unwrap();
            let (status, body) = parse(&response);
            assert_eq!(status != 401, allowed, "{headers:?}");
            if !allowed {
                assert!(response.contains("www-authenticate: Bearer\r\n"), "{response}");
                assert!(body["error"].is_string(), "{response}");
            }
        }
    }
    assert_eq!((lax.ledger().len(), strict.ledger().len()), (1, 1));
}
