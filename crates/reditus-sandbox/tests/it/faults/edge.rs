use reditus_sandbox::{Fault, RateLimit, RetryAfter, Sandbox};
use serde_json::Value;

use super::{HEADERS, JANE};
use crate::caller::{V2, raw, wire};

const PAGE: &str = "content-type: text/html; charset=UTF-8\r\n";

#[tokio::test]
async fn an_edge_responds_for_a_service_that_never_sees_the_request() {
    let problem = "content-type: application/problem+json\r\n";
    let text = "content-type: text/plain; charset=UTF-8\r\n";
    let cases = [
        (Fault::edge_page(400), "400 Bad Request", PAGE, "<h1>400 Bad Request</h1>"),
        (Fault::edge_page(404), "404 Not Found", PAGE, "<h1>404 Not Found</h1>"),
        (Fault::edge_page(413), "413 Payload Too Large", PAGE, "<h1>413 Payload Too Large</h1>"),
        (Fault::edge_page(502), "502 Bad Gateway", PAGE, "<h1>502 Bad Gateway</h1>"),
        (Fault::edge_page(503), "503 Service Unavailable", PAGE, "<h1>503 Service Unavailable"),
        (Fault::edge_dns_error(), "409 Conflict", text, "\r\n\r\nerror code: 1001"),
        (Fault::edge_dns_problem(), "409 Conflict", problem, r#""error_code":1001"#),
    ];
    // One request is all that the service would accept.
    let limit = RateLimit::new(1, std::time::Duration::from_secs(60));
    let sandbox = Sandbox::builder().rate_limit(limit).start().await.unwrap();
    let count = cases.len();
    for (fault, status, content_type, body) in cases {
        sandbox.faults().script([fault.clone().recorded(true)]);
        let response = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
        assert!(response.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{response}");
        assert!(response.contains(content_type) && response.contains(body), "{response}");
        assert!(fault.is_honest() && !fault.recorded(true).is_recorded());
    }
    assert_eq!((sandbox.ledger().len(), sandbox.requests().len()), (0, count));
    let response = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 201 "), "no place under the limit was used: {response}");
}

#[tokio::test]
async fn a_200_with_an_error_and_a_202_record_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::error_envelope(), Fault::accepted()]);
    for (status, key, value) in
        [("200 OK", "error", "Invalid affiliate slug"), ("202 Accepted", "status", "accepted")]
    {
        let response = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{head}");
        assert_eq!(serde_json::from_str::<Value>(body).unwrap()[key], value);
    }
    assert_eq!(sandbox.ledger(), []);
    assert!(!Fault::error_envelope().recorded(true).is_honest());
    assert!(Fault::accepted().recorded(true).is_honest());
}

#[tokio::test]
async fn a_retry_after_can_be_empty() {
    let sandbox = Sandbox::start().await.unwrap();
    for fault in [
        Fault::rate_limited(RetryAfter::Empty),
        Fault::response(503).retry_after(RetryAfter::Empty),
    ] {
        sandbox.faults().script([fault]);
        let response = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
        assert!(response.contains("\r\nretry-after: \r\n"), "{response}");
    }
}
