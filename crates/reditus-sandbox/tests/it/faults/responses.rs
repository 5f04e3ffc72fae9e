use std::time::{Duration, UNIX_EPOCH};

use reditus_sandbox::{Delivery, Fault, RetryAfter, Sandbox};

use super::{HEADERS, JANE};
use crate::caller::{V2, raw, wire};

#[tokio::test]
async fn a_fault_can_send_any_response() {
    let date = Fault::response(503).retry_after(RetryAfter::Date(Duration::from_secs(90)));
    let deprecated = Fault::deprecated(
        UNIX_EPOCH + Duration::from_secs(1_688_169_599),
        UNIX_EPOCH + Duration::from_secs(1_792_567_680),
        "https://example.com/v2",
    );
    let html = Fault::response(502).header("Content-Type", "text/html").body("<h1>oops</h1>");
    let wrong_type = Fault::content_type("text/plain");
    let cases: [(Fault, u16, &[&str]); 17] = [
        (Fault::response(500), 500, &["\r\ncontent-type: application/json\r\n", "\r\n\r\n"]),
        (html.clone(), 502, &["\r\ncontent-type: text/html\r\n", "\r\n\r\n<h1>oops</h1>"]),
        (html.delivered(Delivery::Truncated), 502, &["content-length: 13\r\n", "\r\n\r\n<h1>oo"]),
        (Fault::response(201).body("{}"), 201, &["\r\n\r\n{}"]),
        (Fault::response(418), 418, &["HTTP/1.1 418 I'm a teapot\r\n"]),
        (Fault::response(799), 799, &[]),
        (Fault::response(1000), 1000, &["HTTP/1.1 1000 \r\n"]),
        (Fault::response(199).header("x y", "\u{1}"), 199, &["\r\nx y: \u{1}\r\n"]),
        (Fault::redirect(307, "http://127.0.0.1:1/"), 307, &["location: http://127.0.0.1:1/\r\n"]),
        (Fault::rate_limited(RetryAfter::Seconds(7)), 429, &["retry-after: 7\r\n", "error"]),
        (Fault::rate_limited(RetryAfter::Malformed), 429, &["retry-after: soon\r\n"]),
        (Fault::rate_limited(RetryAfter::Date(Duration::MAX)), 429, &["31 Dec 9999 23:59:59 GMT"]),
        (date, 503, &["retry-after: ", " GMT\r\n"]),
        (wrong_type, 201, &["\r\ncontent-type: text/plain\r\n", "\"referral\""]),
        (
            deprecated,
            201,
            &[
                "deprecation: @1688169599\r\n",
                "sunset: Wed, 21 Oct 2026 07:28:00 GMT\r\n",
                "link: <https://example.com/v2>; rel=\"deprecation\"",
            ],
        ),
        (Fault::healthy().header("x-id", "1").header("x-id", "2"), 201, &["x-id: 1\r\nx-id: 2"]),
        (Fault::healthy().header("Content-Length", "9"), 201, &["Content-Length: 9\r\n"]),
    ];
    for (fault, status, parts) in cases {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().script([fault.clone()]);
        let response = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{response}");
        for part in parts {
            assert!(response.contains(part), "{part:?} in {response}");
        }
        assert_eq!(response.to_lowercase().matches("content-type").count(), 1, "{response}");
        assert_eq!(response.to_lowercase().matches("content-length").count(), 1, "{response}");
        assert_eq!(sandbox.requests()[0].status(), Some(status));
    }
}

#[tokio::test]
async fn an_absent_retry_after_is_absent() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::rate_limited(RetryAfter::Absent)]);
    let response = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
    assert!(!response.contains("retry-after"), "{response}");
}
