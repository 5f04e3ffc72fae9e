use std::{
    io::ErrorKind,
    time::{Duration, Instant, UNIX_EPOCH},
};

use reditus_sandbox::{Delivery, Fault, Referrer, RetryAfter, Sandbox};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::timeout,
};

use crate::caller::{V2, post, raw, send, wire};

const HEADERS: [&str; 2] = ["authorization: Bearer token", "content-type: application/json"];
const JANE: &[u8] = br#"{"affiliate_slug":"john","email":"jane@example.com"}"#;
const MOMENT: Duration = Duration::from_millis(500);

/// What a caller sees that waits for a moment and no longer.
#[derive(Debug, PartialEq)]
enum Seen {
    Reset,
    /// Closed in good order, after these bytes.
    Closed(String),
    /// Still open, after these bytes.
    Open(String),
}

async fn look(sandbox: &Sandbox) -> Seen {
    let Ok(mut stream) = TcpStream::connect(sandbox.addr()).await else {
        return Seen::Reset; // so soon that there was no connection yet
    };
    if stream.write_all(&wire("POST", V2, &HEADERS, JANE)).await.is_err() {
        return Seen::Reset;
    }
    let mut bytes = Vec::new();
    // Enough of an endless answer to know that it is one.
    let read = timeout(MOMENT, (&mut stream).take(100_000).read_to_end(&mut bytes)).await;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match read {
        Ok(Ok(100_000)) | Err(_) => Seen::Open(text),
        Ok(Ok(_)) => Seen::Closed(text),
        Ok(Err(error)) => {
            assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe));
            Seen::Reset
        }
    }
}

fn split(answer: &str) -> (&str, &str) {
    answer.split_once("\r\n\r\n").unwrap_or((answer, ""))
}

fn declared(head: &str) -> usize {
    let line = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    line.expect("a declared length").parse().unwrap()
}

fn created(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 201 Created\r\n")
}

type Check = fn(&Seen) -> bool;

async fn check((case, fault, expected, counted, honest): (&str, Fault, Check, bool, bool)) {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([fault.clone()]);
    let seen = look(&sandbox).await;
    assert!(expected(&seen), "{case}: {seen:?}");
    assert_eq!(sandbox.ledger().len(), usize::from(counted), "{case}");
    assert_eq!(fault.is_honest(), honest, "{case}");

    let [request] = &sandbox.requests()[..] else { panic!("{case}: one request") };
    assert_eq!((request.fault(), request.recorded()), (Some(&fault), counted), "{case}");
    assert_eq!(sandbox.faults().remaining(), 0, "{case}");

    // Once the script is through, the service is healthy, and remembers.
    let jane = serde_json::from_slice(JANE).unwrap();
    let expected = if counted { 409 } else { 201 };
    assert_eq!(post(&sandbox, V2, &jane).await.0, expected, "{case}");
}

#[tokio::test]
async fn every_fault_does_what_it_says_and_counts_what_it_says() {
    let reset: Check = |seen| *seen == Seen::Reset;
    let silent_close: Check = |seen| *seen == Seen::Closed(String::new());
    let silent_open: Check = |seen| *seen == Seen::Open(String::new());
    let garbage: Check = |seen| matches!(seen, Seen::Closed(bytes) if bytes.contains("not HTTP"));
    let whole: Check = |seen| {
        let Seen::Closed(answer) = seen else { return false };
        let (head, body) = split(answer);
        created(answer) && declared(head) == body.len() && body.ends_with('}')
    };
    let headers_only: Check = |seen| {
        let Seen::Open(answer) = seen else { return false };
        created(answer) && declared(split(answer).0) > 0 && split(answer).1.is_empty()
    };
    let truncated: Check = |seen| {
        let Seen::Closed(answer) = seen else { return false };
        let (head, body) = split(answer);
        created(answer) && declared(head) / 2 == body.len()
    };
    let dripping: Check = |seen| {
        let Seen::Open(answer) = seen else { return false };
        let (head, body) = split(answer);
        created(answer) && (1..declared(head)).contains(&body.len())
    };
    let endless: Check = |seen| {
        let Seen::Open(answer) = seen else { return false };
        created(answer) && answer.contains("transfer-encoding: chunked") && answer.len() > 50_000
    };
    let too_long: Check = |seen| {
        let Seen::Closed(answer) = seen else { return false };
        created(answer) && declared(split(answer).0) == 5 && split(answer).1.len() > 5
    };
    let unavailable: Check = |seen| {
        let Seen::Closed(answer) = seen else { return false };
        answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n") && split(answer).1.is_empty()
    };
    let conflict: Check = |seen| matches!(seen, Seen::Closed(a) if a.starts_with("HTTP/1.1 409 "));

    let minute = Duration::from_secs(60);
    let soon = Duration::from_millis(10);
    let honest = true;
    let cases = [
        ("refuse", Fault::refuse(), reset, false, honest),
        ("refuse counts nothing", Fault::refuse().recorded(true), reset, false, honest),
        ("hang", Fault::hang(), silent_open, false, honest),
        ("count, then hang", Fault::hang().recorded(true), silent_open, true, honest),
        ("reset", Fault::reset(), reset, false, honest),
        ("count, then reset", Fault::reset().recorded(true), reset, true, honest),
        ("late reset", Fault::reset().delayed(soon), reset, false, honest),
        ("close", Fault::close(), silent_close, false, honest),
        ("count, then close", Fault::close().recorded(true), silent_close, true, honest),
        ("garbage", Fault::garbage(), garbage, false, honest),
        ("count, then garbage", Fault::garbage().recorded(true), garbage, true, honest),
        ("a short delay", Fault::delay(soon), whole, true, honest),
        ("a long delay", Fault::delay(minute), silent_open, true, honest),
        ("a short queue", Fault::slow_recording(soon), whole, true, honest),
        ("a long queue", Fault::slow_recording(minute), silent_open, false, honest),
        ("headers only", Fault::headers_only(), headers_only, true, honest),
        ("truncated", Fault::truncated(), truncated, true, honest),
        ("drip", Fault::drip(soon), dripping, true, honest),
        ("endless", Fault::endless(), endless, true, honest),
        ("a wrong length", Fault::content_length(5), too_long, true, honest),
        ("healthy", Fault::healthy(), whole, true, honest),
        ("false success", Fault::false_success(), whole, false, !honest),
        ("false duplicate", Fault::false_duplicate(), conflict, false, !honest),
        ("unavailable", Fault::response(503), unavailable, false, honest),
        ("count, then fail", Fault::response(503).recorded(true), unavailable, true, honest),
    ];
    // All at once: most of the time goes into waiting for what does not come.
    let checks: JoinSet<()> = cases.into_iter().map(check).collect();
    checks.join_all().await;
}

#[tokio::test]
async fn a_queued_conversion_is_counted_though_its_caller_has_left() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::slow_recording(MOMENT * 2)]);
    assert_eq!(look(&sandbox).await, Seen::Open(String::new()));
    assert_eq!(sandbox.ledger().len(), 0);
    tokio::time::sleep(MOMENT * 3).await;
    assert_eq!(sandbox.ledger().len(), 1);
    assert!(sandbox.requests()[0].recorded());
}

#[tokio::test]
async fn a_drip_fed_answer_arrives_whole_and_late() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::drip(Duration::from_millis(1))]);
    let began = Instant::now();
    let (status, body) = post(&sandbox, V2, &serde_json::from_slice(JANE).unwrap()).await;
    assert_eq!((status, &body["data"]["type"]), (201, &json!("referral")));
    assert!(began.elapsed() > Duration::from_millis(100));
}

#[tokio::test]
async fn any_answer_can_be_had() {
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
        let answer = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        for part in parts {
            assert!(answer.contains(part), "{part:?} in {answer}");
        }
        assert_eq!(answer.to_lowercase().matches("content-type").count(), 1, "{answer}");
        assert_eq!(answer.to_lowercase().matches("content-length").count(), 1, "{answer}");
        assert_eq!(sandbox.requests()[0].status(), Some(status));
    }
}

#[tokio::test]
async fn an_absent_retry_after_is_absent() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::rate_limited(RetryAfter::Absent)]);
    let answer = raw(sandbox.addr(), wire("POST", V2, &HEADERS, JANE)).await.unwrap();
    assert!(!answer.contains("retry-after"), "{answer}");
}

#[tokio::test]
async fn large_bodies_are_the_honest_answer_and_blanks() {
    const SIZE: u64 = (3 << 20) + 12_345;
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::large_body(SIZE), Fault::gzip_bomb(SIZE)]);

    let plain = send(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "1"})).await.unwrap();
    assert_eq!(plain.status(), 201);
    assert_eq!(plain.content_length(), Some(SIZE));
    let plain = plain.bytes().await.unwrap();
    assert_eq!(plain.len() as u64, SIZE);

    let packed = send(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "2"})).await.unwrap();
    assert_eq!(packed.status(), 201);
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    assert!((packed.len() as u64) < SIZE / 500);
    let mut unpacked = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&packed[..]);
    std::io::Read::read_to_end(&mut decoder, &mut unpacked).expect("the checksum holds");

    assert_eq!(unpacked.len() as u64, SIZE);
    for (body, uid) in [(&plain[..], "1"), (&unpacked, "2")] {
        let body: serde_json::Value = serde_json::from_slice(body).unwrap();
        assert_eq!(body["data"]["attributes"]["uid"], uid);
    }
}

#[tokio::test]
async fn hundreds_of_megabytes_are_small_on_the_wire() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::gzip_bomb(512 << 20)]);
    let packed = send(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "1"})).await.unwrap();
    assert!(packed.content_length().unwrap() < 1 << 20);
}

#[tokio::test]
async fn a_script_is_taken_one_fault_at_a_time_by_requests_to_the_operations() {
    let sandbox = Sandbox::start().await.unwrap();
    let faults = sandbox.faults();
    faults.script([Fault::response(500), Fault::healthy()]);
    faults.script([Fault::response(502)]);
    assert_eq!(faults.remaining(), 3);
    assert_eq!(format!("{faults:?}"), "Faults { remaining: 3, .. }");

    let jane = |uid: &str| json!({"affiliate_slug": "john", "uid": uid});
    let mut statuses = Vec::new();
    // The second takes none: there is no such operation.
    for (path, uid) in [(V2, "1"), ("/v3", "2"), (V2, "3"), (V2, "4"), (V2, "5")] {
        statuses.push(send(&sandbox, path, &jane(uid)).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [500, 404, 201, 502, 201]);

    faults.always(Fault::response(503));
    faults.script([Fault::response(500)]);
    statuses.clear();
    for uid in ["6", "7", "8"] {
        statuses.push(send(&sandbox, V2, &jane(uid)).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [500, 503, 503]);

    faults.clear();
    assert_eq!(post(&sandbox, V2, &jane("9")).await.0, 201);
}

#[tokio::test]
async fn a_service_that_refuses_always_does_so_until_it_is_healthy() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = || {
        let url = format!("{}{V2}", sandbox.base_url());
        client.post(url).bearer_auth("token").json(&json!({"affiliate_slug": "john", "uid": "1"}))
    };
    assert_eq!(call().send().await.unwrap().status(), 201);
    sandbox.faults().always(Fault::refuse());
    for _ in 0..3 {
        call().send().await.unwrap_err();
    }
    sandbox.faults().clear();
    assert_eq!(call().send().await.unwrap().status(), 409);
    assert_eq!(sandbox.ledger()[0].referrer, Referrer::Affiliate { slug: "john".to_owned() });
}

#[tokio::test]
async fn a_stopping_sandbox_waits_for_no_fault() {
    let hour = Duration::from_secs(3600);
    let sandbox = Sandbox::start().await.unwrap();
    for fault in [
        Fault::hang(),
        Fault::headers_only(),
        Fault::endless(),
        Fault::drip(hour),
        Fault::delay(hour),
        Fault::slow_recording(hour),
    ] {
        sandbox.faults().script([fault]);
        let mut stream = TcpStream::connect(sandbox.addr()).await.unwrap();
        stream.write_all(&wire("POST", V2, &HEADERS, JANE)).await.unwrap();
        std::mem::forget(stream);
    }
    tokio::time::sleep(MOMENT).await;
    assert_eq!(sandbox.requests().len(), 6);
    let began = Instant::now();
    sandbox.shutdown().await;
    assert!(began.elapsed() < Duration::from_secs(1));
}
