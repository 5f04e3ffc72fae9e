//! The table of answers: every status keeps its meaning, whatever its body.

use std::{
    io::Read as _,
    time::{Duration, Instant},
};

use reditus::{Duplicate, ErrorKind, Outcome, RateLimit};

use crate::wire::{Wire, answer, conversion};

const DOCUMENTED: &[u8] = br#"{"data":{"id":"r-1","type":"referral","attributes":{
    "email":"jane@example.com","uid":"42","state":"converted",
    "state_set_at":1767225600,"created_at":1767225600,"updated_at":-1}}}"#;

/// What a status comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meaning {
    Recorded,
    AlreadyRecorded,
    Failed { kind: ErrorKind, may_have_been_recorded: bool },
}

/// A body that a status is tried with.
struct Body {
    name: &'static str,
    content_type: &'static str,
    bytes: Vec<u8>,
    /// Whether it can be the service's, under a 2xx that is not documented.
    of_the_service: bool,
}

fn bodies() -> Vec<Body> {
    let body = |name, content_type, bytes: &[u8], of_the_service| Body {
        name,
        content_type,
        bytes: bytes.to_vec(),
        of_the_service,
    };
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::repeat(b'0').take(20_000_000), &mut bomb).unwrap();
    let json = "application/json";
    vec![
        body("documented", json, DOCUMENTED, true),
        body("an error", json, br#"{"error":"no"}"#, true),
        body("{}", json, b"{}", true),
        body("empty", json, b"", true),
        body("html", "text/html", b"<html><body>hello</body></html>", false),
        body("html that says it is json", json, b"<html></html>", false),
        body("json that says it is html", "text/html", b" {}", true),
        body("truncated json", json, &DOCUMENTED[..40], true),
        body("wrong types", json, br#"{"data":[1],"error":{},"errors":7}"#, true),
        body("invalid utf-8", json, b"\xff\xfe{}", false),
        body("deeply nested json", json, &[b'['; 50_000], true),
        body("10 MB of json", json, &vec![b'['; 10_000_000], true),
        body("10 MB of html", "text/html", &vec![b'<'; 10_000_000], false),
        body(
            "a gzip bomb",
            "application/json\r\nContent-Encoding: gzip",
            &bomb.finish().unwrap(),
            false,
        ),
    ]
}

fn meaning(status: u16, body: &Body) -> Meaning {
    use ErrorKind as Kind;
    let failed = |kind, may_have_been_recorded| Meaning::Failed { kind, may_have_been_recorded };
    match status {
        201 => Meaning::Recorded,
        // They have no body, whatever is sent after their head.
        204 => Meaning::Recorded,
        200..=299 if body.of_the_service => Meaning::Recorded,
        200..=399 => failed(Kind::Unrecognized, true),
        400 => failed(Kind::InvalidReferrer, false),
        401 | 403 => failed(Kind::Unauthorized, false),
        408 | 425 => failed(Kind::Unavailable, false),
        409 => Meaning::AlreadyRecorded,
        429 => failed(Kind::RateLimited, false),
        402..=499 => failed(Kind::Rejected, false),
        500..=599 => failed(Kind::Unavailable, true),
        _ => panic!("no expectation for {status}"),
    }
}

#[tokio::test]
async fn every_status_keeps_its_meaning_with_every_body() {
    let wire = Wire::answering("").await;
    let client = wire.builder().rate_limit(RateLimit::off()).build().unwrap();
    let mut longest = Duration::ZERO;
    for body in bodies() {
        for status in 200..=599 {
            wire.answer(answer(status, body.content_type, &body.bytes));
            let started = Instant::now();
            let got = match client.track(conversion()).await {
                Ok(Outcome::Recorded(_)) => Meaning::Recorded,
                Ok(Outcome::AlreadyRecorded(Duplicate::Before)) => Meaning::AlreadyRecorded,
                Ok(other) => panic!("{status} with {}: {other:?}", body.name),
                Err(error) => {
                    assert_eq!(error.status(), Some(status), "{status} with {}", body.name);
                    Meaning::Failed {
                        kind: error.kind(),
                        may_have_been_recorded: error.may_have_been_recorded(),
                    }
                }
            };
            longest = longest.max(started.elapsed());
            assert_eq!(got, meaning(status, &body), "{status} with {}", body.name);
        }
    }
    println!("the longest answer took {longest:?}");
    assert!(longest < Duration::from_secs(5));
}

#[tokio::test]
async fn the_documented_answer_comes_back_typed() {
    let wire = Wire::answering(answer(201, "application/json", DOCUMENTED)).await;
    let Ok(Outcome::Recorded(referral)) = wire.client().track(conversion()).await else {
        panic!("not recorded");
    };
    assert_eq!(referral.id(), Some("r-1"));
    assert_eq!(referral.type_name(), Some("referral"));
    assert_eq!(referral.email(), Some("jane@example.com"));
    assert_eq!(referral.uid(), Some("42"));
    assert_eq!(referral.state(), Some(reditus::State::Converted));
    assert_eq!(referral.state_set_at().unwrap().unix_seconds(), 1_767_225_600);
    let epoch = std::time::SystemTime::UNIX_EPOCH;
    let second = std::time::Duration::from_secs(1);
    assert_eq!(
        referral.created_at().unwrap().to_system_time(),
        Some(epoch + second * 1_767_225_600)
    );
    assert_eq!(referral.updated_at().unwrap().to_system_time(), Some(epoch - second));
}

#[tokio::test]
async fn a_drifted_201_gives_what_can_be_read() {
    let cases: [(&[u8], Option<&str>, Option<&str>); 6] = [
        // Unknown fields, an unknown state, null times.
        (
            br#"{"data":{"id":"r-1","x":1,"attributes":{"state":"on hold","created_at":null}},"y":[]}"#,
            Some("r-1"),
            Some("on hold"),
        ),
        // A time that became text: the rest is still read.
        (
            br#"{"data":{"id":"r-1","attributes":{"state":"paid","created_at":"2026-01-01"}}}"#,
            Some("r-1"),
            Some("paid"),
        ),
        (br#"{"data":{"id":7,"attributes":{"state":"paid"}}}"#, None, Some("paid")),
        (br#"{"data":[]}"#, None, None),
        (br#"[1]"#, None, None),
        (b"\xff\xfe", None, None),
    ];
    for (body, id, state) in cases {
        let wire = Wire::answering(answer(201, "application/json", body)).await;
        let outcome = wire.client().track(conversion()).await;
        let Ok(Outcome::Recorded(referral)) = outcome else { panic!("{outcome:?}") };
        let name = String::from_utf8_lossy(body);
        assert_eq!(referral.id(), id, "{name}");
        assert_eq!(referral.state().as_ref().map(reditus::State::as_str), state, "{name}");
    }
}

#[tokio::test]
async fn a_connection_lost_in_the_body_leaves_the_status_to_decide() {
    for (status, recorded) in [(200, true), (201, true), (409, true), (400, false)] {
        let head = format!(
            "HTTP/1.1 {status} Any\r\nContent-Type: Application/JSON\r\nContent-Length: 500\r\n\r\n\
             {{\"data\""
        );
        let wire = Wire::answering(head).await;
        let outcome = wire.client().track(conversion()).await;
        assert_eq!(outcome.is_ok(), recorded, "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_connection_lost_before_the_answer_may_have_recorded() {
    for answer in ["", "HTTP/1.1 201", "no http at all\r\n\r\n"] {
        let wire = Wire::answering(answer).await;
        let error = wire.client().track(conversion()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{answer:?}");
        assert!(error.may_have_been_recorded(), "{answer:?}");
        assert_eq!((error.status(), error.attempts()), (None, 1), "{answer:?}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_the_service_said_or_what_its_document_says() {
    let cases: [(u16, &[u8], Option<&str>); 7] = [
        (400, br#"{"error":"Invalid affiliate slug"}"#, Some("Invalid affiliate slug")),
        (400, b"{}", Some("Invalid request")),
        (400, b"", Some("Invalid request")),
        (400, b"<html>", Some("Invalid request")),
        (
            422,
            br#"{"errors":[{"title":"Bad","details":{"uid":["is odd"]}}]}"#,
            Some("Bad: uid is odd"),
        ),
        (422, b"{}", None),
        (500, br#"{"error":"oops"}"#, Some("oops")),
    ];
    for (status, body, message) in cases {
        let wire = Wire::answering(answer(status, "application/json", body)).await;
        let error = wire.client().track(conversion()).await.unwrap_err();
        assert_eq!(error.message(), message, "{status} {}", String::from_utf8_lossy(body));
    }
}

#[tokio::test]
async fn an_error_carries_the_request_id_and_the_wait_that_the_service_names() {
    let wire = Wire::answering(
        "HTTP/1.1 429 Any\r\nX-Request-Id: abc-1\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n",
    )
    .await;
    let error = wire.client().track(conversion()).await.unwrap_err();
    assert_eq!(error.request_id(), Some("abc-1"));
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(17)));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Wire::answering(answer(201, "application/json", DOCUMENTED)).await;
    for status in [301, 302, 303, 307, 308] {
        let wire = Wire::answering(format!(
            "HTTP/1.1 {status} Any\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
            elsewhere.base_url()
        ))
        .await;
        // Not even where the caller asks for it.
        let client = wire
            .builder()
            .http(|http| http.redirect(reditus::reqwest::redirect::Policy::limited(5)))
            .build()
            .unwrap();
        let error = client.track(conversion()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unrecognized, "{status}");
    }
    assert!(elsewhere.requests().is_empty());
}
