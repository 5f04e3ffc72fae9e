use reditus_sandbox::Sandbox;

use crate::caller::{V2, raw};

async fn status(sandbox: &Sandbox, line: &str, headers: &str, body: &str) -> u16 {
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    let response = raw(sandbox.addr(), request).await.unwrap();
    response.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn another_sites_page_cannot_use_the_sandbox() {
    let sandbox = Sandbox::start().await.unwrap();
    let json = "content-type: application/json\r\n";
    let reset = r#"{"fault":"reset","strikes":"every"}"#;
    let local = "host: localhost:8080\r\n";
    let cases = [
        // A name that some other site points to this machine.
        ("GET /", "host: evil.example\r\n", 403),
        ("GET /__sandbox/ledger", "host: evil.example:8080\r\n", 403),
        ("GET /__sandbox/ledger", "host: localhost.evil.example\r\n", 403),
        ("GET /__sandbox/ledger", "", 403),
        ("GET /__sandbox/ledger", local, 200),
        ("GET /__sandbox/ledger", "host: 127.0.0.1:8080\r\n", 200),
        ("GET /__sandbox/ledger", "host: [::1]:8080\r\n", 200),
        // A page of another site that calls from within the browser.
        ("GET /__sandbox/ledger", "host: localhost\r\nsec-fetch-site: cross-site\r\n", 403),
        ("GET /__sandbox/ledger", "host: localhost\r\nsec-fetch-site: same-site\r\n", 403),
        ("GET /__sandbox/ledger", "host: localhost\r\nsec-fetch-site: same-origin\r\n", 200),
        ("DELETE /__sandbox/records", "host: localhost\r\nsec-fetch-site: cross-site\r\n", 403),
        ("DELETE /__sandbox/records", local, 204),
        // A link to the page is welcome, and any page may load the script.
        ("GET /", "host: localhost\r\nsec-fetch-site: cross-site\r\n", 200),
        ("GET /script.js", "host: shop.example\r\nsec-fetch-site: cross-site\r\n", 200),
    ];
    for (line, headers, expected) in cases {
        assert_eq!(status(&sandbox, line, headers, "").await, expected, "{line} {headers}");
    }
    // A form of another site can send neither JSON's content type nor another method.
    let form = format!("{local}content-type: text/plain\r\n");
    assert_eq!(status(&sandbox, "POST /__sandbox/faults", &form, reset).await, 415);
    assert_eq!(sandbox.faults().remaining(), 0);
    let right = format!("{local}{json}");
    assert_eq!(status(&sandbox, "POST /__sandbox/faults", &right, reset).await, 204);
    // The service itself has no such rule: its clients are not browsers.
    sandbox.faults().clear();
    let headers = format!("host: any.example\r\nauthorization: Bearer x\r\n{json}");
    let body = r#"{"affiliate_slug":"john","uid":"1"}"#;
    assert_eq!(status(&sandbox, &format!("POST {V2}"), &headers, body).await, 201);
}
