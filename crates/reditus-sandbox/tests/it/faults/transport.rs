use std::time::{Duration, Instant};

use reditus_sandbox::{Fault, Sandbox};
use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet};

use super::{HEADERS, JANE, MOMENT, Seen, look};
use crate::caller::{V2, post, wire};

fn split(response: &str) -> (&str, &str) {
    response.split_once("\r\n\r\n").unwrap_or((response, ""))
}

fn declared(head: &str) -> usize {
    let line = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    line.expect("a declared length").parse().unwrap()
}

fn created(response: &str) -> bool {
    response.starts_with("HTTP/1.1 201 Created\r\n")
}

type Check = fn(&Seen) -> bool;

async fn check((case, fault, expected, recorded, honest): (&str, Fault, Check, bool, bool)) {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([fault.clone()]);
    let seen = look(&sandbox).await;
    assert!(expected(&seen), "{case}: {seen:?}");
    assert_eq!(sandbox.ledger().len(), usize::from(recorded), "{case}");
    assert_eq!(fault.is_honest(), honest, "{case}");

    let [request] = &sandbox.requests()[..] else { panic!("{case}: one request") };
    assert_eq!((request.fault(), request.recorded()), (Some(&fault), recorded), "{case}");
    assert_eq!(sandbox.faults().remaining(), 0, "{case}");

    // After the script, the service is healthy and remembers.
    let jane = serde_json::from_slice(JANE).unwrap();
    let expected = if recorded { 409 } else { 201 };
    assert_eq!(post(&sandbox, V2, &jane).await.0, expected, "{case}");
}

#[tokio::test]
async fn every_fault_looks_as_documented_and_records_as_documented() {
    let reset: Check = |seen| *seen == Seen::Reset;
    let silent_close: Check = |seen| *seen == Seen::Closed(String::new());
    let silent_open: Check = |seen| *seen == Seen::Open(String::new());
    let garbage: Check = |seen| matches!(seen, Seen::Closed(bytes) if bytes.contains("not HTTP"));
    let whole: Check = |seen| {
        let Seen::Closed(response) = seen else { return false };
        let (head, body) = split(response);
        created(response) && declared(head) == body.len() && body.ends_with('}')
    };
    let headers_only: Check = |seen| {
        let Seen::Open(response) = seen else { return false };
        created(response) && declared(split(response).0) > 0 && split(response).1.is_empty()
    };
    let truncated: Check = |seen| {
        let Seen::Closed(response) = seen else { return false };
        let (head, body) = split(response);
        created(response) && declared(head) / 2 == body.len()
    };
    let dripping: Check = |seen| {
        let Seen::Open(response) = seen else { return false };
        let (head, body) = split(response);
        created(response) && (1..declared(head)).contains(&body.len())
    };
    let endless: Check = |seen| {
        let Seen::Open(response) = seen else { return false };
        created(response)
            && response.contains("transfer-encoding: chunked")
            && response.len() > 50_000
    };
    let too_long: Check = |seen| {
        let Seen::Closed(response) = seen else { return false };
        created(response) && declared(split(response).0) == 5 && split(response).1.len() > 5
    };
    let unavailable: Check = |seen| {
        let Seen::Closed(response) = seen else { return false };
        response.starts_with("HTTP/1.1 503 Service Unavailable\r\n") && split(response).1.is_empty()
    };
    let conflict: Check = |seen| matches!(seen, Seen::Closed(a) if a.starts_with("HTTP/1.1 409 "));

    let minute = Duration::from_secs(60);
    let soon = Duration::from_millis(10);
    let honest = true;
    let cases = [
        ("refuse", Fault::refuse(), reset, false, honest),
        ("refuse records nothing", Fault::refuse().recorded(true), reset, false, honest),
        ("hang", Fault::hang(), silent_open, false, honest),
        ("record, then hang", Fault::hang().recorded(true), silent_open, true, honest),
        ("reset", Fault::reset(), reset, false, honest),
        ("record, then reset", Fault::reset().recorded(true), reset, true, honest),
        ("late reset", Fault::reset().delayed(soon), reset, false, honest),
        ("close", Fault::close(), silent_close, false, honest),
        ("record, then close", Fault::close().recorded(true), silent_close, true, honest),
        ("garbage", Fault::garbage(), garbage, false, honest),
        ("record, then garbage", Fault::garbage().recorded(true), garbage, true, honest),
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
        ("record, then fail", Fault::response(503).recorded(true), unavailable, true, honest),
    ];
    // All at once: most of the time is spent waiting for responses that never arrive.
    let checks: JoinSet<()> = cases.into_iter().map(check).collect();
    checks.join_all().await;
}

#[tokio::test]
async fn a_queued_conversion_is_recorded_after_its_caller_has_left() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::slow_recording(MOMENT * 2)]);
    assert_eq!(look(&sandbox).await, Seen::Open(String::new()));
    assert_eq!(sandbox.ledger().len(), 0);
    tokio::time::sleep(MOMENT * 3).await;
    assert_eq!(sandbox.ledger().len(), 1);
    assert!(sandbox.requests()[0].recorded());
}

#[tokio::test]
async fn stopping_does_not_wait_for_faults() {
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
