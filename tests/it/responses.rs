//! The table of responses: what each status means with each body, however it is declared.
//!
//! The promise: no response that is not the service's documented success or duplicate is a success.

use std::{
    io::Read as _,
    time::{Duration, Instant},
};

use reditus::{Duplicate, ErrorKind, Outcome, RateLimit, Remedy, RetryPolicy};

use crate::{
    effort,
    wire::{Wire, conversion, response},
};

const DOCUMENTED: &[u8] = br#"{"data":{"id":"r-1","type":"referral","attributes":{
    "email":"jane@example.com","uid":"42","state":"converted",
    "state_set_at":1767225600,"created_at":1767225600,"updated_at":-1}}}"#;

/// What a response means.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meaning {
    Recorded,
    AlreadyRecorded,
    Failed { kind: ErrorKind, may_have_been_recorded: bool },
}

/// What kind of body a response has.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Class {
    /// An object `data`, and no error next to it.
    Documented,
    /// One of the vendor's two error envelopes.
    Error,
    EmptyObject,
    Empty,
    OtherJson,
    /// Cut off, over the limit, compressed, or not text.
    Unreadable,
    /// A page, or a line of text.
    Text,
}

struct Body {
    class: Class,
    bytes: Vec<u8>,
    headers: &'static str,
}

fn bodies() -> Vec<Body> {
    use Class::*;
    let body = |class, bytes: &[u8]| Body { class, bytes: bytes.to_vec(), headers: "" };
    let deep = |depth| [vec![b'['; depth], vec![b']'; depth]].concat();
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::repeat(b'0').take(20_000_000), &mut bomb).unwrap();
    let bomb = bomb.finish().unwrap();
    vec![
        body(Documented, DOCUMENTED),
        body(Documented, br#"{"data":{}}"#),
        body(Error, br#"{"error":"Invalid affiliate slug"}"#),
        body(Error, br#"{"error":{}}"#),
        body(Error, br#"{"errors":[{"title":"no"}]}"#),
        body(Error, br#"{"data":{"id":"r-1"},"error":"no"}"#),
        body(Error, br#"{"data":[1],"error":{},"errors":7}"#),
        body(EmptyObject, b" {} "),
        body(Empty, b""),
        body(Empty, b"\r\n"),
        body(OtherJson, b"[]"),
        body(OtherJson, b"null"),
        body(OtherJson, b"12"),
        body(OtherJson, br#""recorded""#),
        body(OtherJson, br#"{"data":7}"#),
        body(OtherJson, br#"{"type":"about:blank","title":"error code: 1001","status":409}"#),
        body(OtherJson, &deep(20_000)),
        body(Unreadable, &DOCUMENTED[..40]),
        body(Unreadable, b"\xff\xfe{}"),
        body(Unreadable, &vec![b'['; 10_000_000]),
        Body { class: Unreadable, bytes: bomb, headers: "Content-Encoding: gzip\r\n" },
        body(Text, b"<html><body>hello</body></html>"),
        body(Text, b"error code: 1001"),
        body(Text, b"{} and more"),
    ]
}

const TYPES: [Option<&str>; 5] = [
    Some("application/json; charset=utf-8"),
    Some("application/problem+json"),
    Some("text/html"),
    Some("text/plain"),
    None,
];

/// The table.
fn meaning(status: u16, class: Class, content_type: Option<&str>) -> Meaning {
    use Class::*;
    use ErrorKind as Kind;
    let declared = |word| content_type.is_some_and(|declared| declared.contains(word));
    let not_recorded = |kind| Meaning::Failed { kind, may_have_been_recorded: false };
    let unknown = |kind| Meaning::Failed { kind, may_have_been_recorded: true };
    let refusal = matches!(class, Error | EmptyObject | Empty)
        || (class == Unreadable && declared("json") && !declared("problem"));
    match status {
        200 | 201 if class == Documented => Meaning::Recorded,
        201 if !matches!(class, Error | Text) && !declared("html") => Meaning::Recorded,
        200..=399 => unknown(Kind::Unrecognized),
        409 if refusal => Meaning::AlreadyRecorded,
        409 => unknown(Kind::Unrecognized),
        400 if refusal => not_recorded(Kind::InvalidReferrer),
        413 | 422 if refusal => not_recorded(Kind::Rejected),
        401 | 403 => not_recorded(Kind::Unauthorized),
        408 | 425 => not_recorded(Kind::Unavailable),
        429 => not_recorded(Kind::RateLimited),
        400..=499 => not_recorded(Kind::Unrecognized),
        500..=599 => unknown(Kind::Unavailable),
        _ => panic!("no row for {status}"),
    }
}

const STATUSES: [u16; 28] = [
    200, 201, 202, 203, 206, 226, 299, 300, 301, 302, 307, 308, 400, 401, 403, 404, 405, 408, 409,
    413, 415, 422, 425, 429, 451, 500, 503, 530,
];

#[tokio::test]
async fn every_status_means_one_thing_with_every_body_and_content_type() {
    let wire = Wire::responding("").await;
    let client = wire.builder().rate_limit(RateLimit::off()).build().unwrap();
    let statuses = if effort::full() { (200..=599).collect() } else { STATUSES.to_vec() };
    let (mut tried, mut successes, mut longest) = (0, 0, Duration::ZERO);
    for body in bodies() {
        for (&status, content_type) in statuses.iter().flat_map(|it| TYPES.map(|of| (it, of))) {
            // These have no body, whatever follows their head.
            let class = if [204, 304].contains(&status) { Class::Empty } else { body.class };
            wire.respond(raw(status, content_type, &body));
            let started = Instant::now();
            let result = client.track(conversion()).await;
            longest = longest.max(started.elapsed());
            let case = format!("{status} {content_type:?} {:?}", body.class);
            let got = match result {
                Ok(Outcome::Recorded(_)) => Meaning::Recorded,
                Ok(Outcome::AlreadyRecorded(Duplicate::Before)) => Meaning::AlreadyRecorded,
                Ok(other) => panic!("{case}: {other:?}"),
                Err(error) => {
                    assert_eq!(error.status(), Some(status), "{case}");
                    assert_eq!(error.remedy(), remedy(error.kind()), "{case}");
                    let may_have_been_recorded = error.may_have_been_recorded();
                    Meaning::Failed { kind: error.kind(), may_have_been_recorded }
                }
            };
            let start = String::from_utf8_lossy(&body.bytes[..body.bytes.len().min(40)]);
            assert_eq!(got, meaning(status, class, content_type), "{case} {start}");
            tried += 1;
            successes += usize::from(!matches!(got, Meaning::Failed { .. }));
        }
    }
    println!("{tried} responses, {successes} of them successes; the longest took {longest:?}");
    assert!(tried >= 25 * 10 * 4 && successes > 50, "{tried} {successes}");
    assert!(longest < Duration::from_secs(5));
}

fn raw(status: u16, content_type: Option<&str>, body: &Body) -> Vec<u8> {
    let content_type = content_type.map(|it| format!("Content-Type: {it}\r\n"));
    let (headers, length) = (body.headers, body.bytes.len());
    let head = format!(
        "HTTP/1.1 {status} Any\r\n{}{headers}Content-Length: {length}\r\n\r\n",
        content_type.unwrap_or_default()
    );
    [head.as_bytes(), &body.bytes].concat()
}

fn remedy(kind: ErrorKind) -> Remedy {
    match kind {
        ErrorKind::InvalidReferrer | ErrorKind::Rejected => Remedy::FixConversion,
        ErrorKind::Unauthorized | ErrorKind::Unrecognized => Remedy::FixSetup,
        _ => Remedy::TryLater { after: None },
    }
}

/// With a length, in chunks, and up to the end of the connection: only in the last does a response
/// that was cut off look whole.
#[tokio::test]
async fn a_response_cut_off_anywhere_is_never_more_than_it_says() {
    let wire = Wire::responding("").await;
    let client = wire.builder().rate_limit(RateLimit::off()).build().unwrap();
    let duplicate = br#"{"error":"Referral already exists"}"#;
    let mut tried = 0;
    for (status, body) in [(200, DOCUMENTED), (201, DOCUMENTED), (409, &duplicate[..])] {
        let head = format!("HTTP/1.1 {status} Any\r\nContent-Type: application/json\r\n");
        let length = body.len();
        let framings = [
            (format!("Content-Length: {length}\r\n\r\n"), String::new()),
            (format!("Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n"), "\r\n0\r\n\r\n".into()),
            ("Connection: close\r\n\r\n".to_owned(), String::new()),
        ];
        for (start, end) in framings {
            let whole = [head.as_bytes(), start.as_bytes(), body, end.as_bytes()].concat();
            let after_head = head.len() + start.find("\r\n\r\n").unwrap() + 4;
            for cut in 1..=whole.len() {
                wire.respond(&whole[..cut]);
                let result = client.track(conversion()).await;
                let case = format!("{status}, cut off after {cut} of {} bytes", whole.len());
                let complete = cut == whole.len();
                match (&result, status) {
                    (Err(error), _) if cut < after_head => {
                        assert_eq!(error.kind(), ErrorKind::Transport, "{case}");
                        assert!(error.may_have_been_recorded(), "{case}");
                    }
                    (Err(error), 200) if !complete => {
                        assert_eq!(error.kind(), ErrorKind::Unrecognized, "{case}");
                        assert!(error.may_have_been_recorded(), "{case}");
                    }
                    (Ok(Outcome::Recorded(_)), 200) => assert!(complete, "{case}"),
                    (Ok(Outcome::Recorded(_)), 201) => assert!(cut >= after_head, "{case}"),
                    (Ok(Outcome::AlreadyRecorded(_)), 409) => assert!(cut >= after_head, "{case}"),
                    _ => panic!("{case}: {result:?}"),
                }
                tried += 1;
            }
        }
    }
    println!("{tried} responses that were cut off");
    assert!(tried > 1_500, "{tried}");
}

#[tokio::test]
async fn a_success_or_duplicate_that_is_not_the_services_is_settled_by_one_more_request() {
    let edge = response(409, "text/plain", b"error code: 1001");
    let page = response(201, "text/html", b"<html></html>");
    let accepted = response(202, "application/json", br#"{"stored":"new"}"#);
    let created = response(201, "application/json", DOCUMENTED);
    let duplicate = response(409, "application/json", br#"{"error":"Referral already exists"}"#);
    for doubtful in [&edge, &page, &accepted] {
        let wire = Wire::responding_in_turn([doubtful, &duplicate]).await;
        let outcome = patient(&wire).track(conversion()).await.unwrap();
        assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::PossiblyOurs));
        let wire = Wire::responding_in_turn([doubtful, &created]).await;
        let outcome = patient(&wire).track(conversion()).await.unwrap();
        assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
        // Once, not as often as the policy allows.
        let wire = Wire::responding_in_turn([doubtful, doubtful, &created]).await;
        let error = patient(&wire).track(conversion()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unrecognized, 2));
        assert!(error.may_have_been_recorded());
        assert!(error.into_conversion().unwrap().is_possibly_recorded());
        // Not at all, if the policy says so.
        let wire = Wire::responding_in_turn([doubtful, &created]).await;
        let error = wire.client().track(conversion()).await.unwrap_err();
        assert_eq!(error.attempts(), 1);
    }
    // No second request changes what these say.
    for hopeless in [404, 405, 302, 418] {
        let wire = Wire::responding(response(hopeless, "text/html", b"<html></html>")).await;
        let error = patient(&wire).track(conversion()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unrecognized, 1), "{hopeless}");
    }
}

fn patient(wire: &Wire) -> reditus::Client {
    let policy = RetryPolicy::default().first_delay(Duration::from_millis(1));
    wire.builder().retry(policy).build().unwrap()
}

#[tokio::test]
async fn the_documented_response_is_returned_typed() {
    let wire = Wire::responding(response(201, "application/json", DOCUMENTED)).await;
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
        let wire = Wire::responding(response(201, "application/json", body)).await;
        let outcome = wire.client().track(conversion()).await;
        let Ok(Outcome::Recorded(referral)) = outcome else { panic!("{outcome:?}") };
        let name = String::from_utf8_lossy(body);
        assert_eq!(referral.id(), id, "{name}");
        assert_eq!(referral.state().as_ref().map(reditus::State::as_str), state, "{name}");
    }
}

#[tokio::test]
async fn a_connection_lost_before_the_response_may_have_recorded() {
    for bytes in ["", "HTTP/1.1 201", "not http at all\r\n\r\n"] {
        let wire = Wire::responding(bytes).await;
        let error = wire.client().track(conversion()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{bytes:?}");
        assert!(error.may_have_been_recorded(), "{bytes:?}");
        assert_eq!((error.status(), error.attempts()), (None, 1), "{bytes:?}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_the_service_said_or_what_its_document_says() {
    let cases: [(u16, &[u8], Option<&str>); 10] = [
        (400, br#"{"error":"Invalid affiliate slug"}"#, Some("Invalid affiliate slug")),
        (400, b"{}", Some("Invalid request")),
        (400, b"", Some("Invalid request")),
        // Not the service's, so its document does not speak for it.
        (400, b"<html>", None),
        (404, br#"{"error":"Not Found"}"#, Some("Not Found")),
        (200, br#"{"error":"Invalid affiliate slug"}"#, Some("Invalid affiliate slug")),
        (201, br#"{"errors":[{"title":"Bad"}]}"#, Some("Bad")),
        (
            422,
            br#"{"errors":[{"title":"Bad","details":{"uid":["is odd"]}}]}"#,
            Some("Bad: uid is odd"),
        ),
        (422, b"{}", None),
        (500, br#"{"error":"oops"}"#, Some("oops")),
    ];
    for (status, body, message) in cases {
        let wire = Wire::responding(response(status, "application/json", body)).await;
        let error = wire.client().track(conversion()).await.unwrap_err();
        assert_eq!(error.message(), message, "{status} {}", String::from_utf8_lossy(body));
    }
}

#[tokio::test]
async fn an_error_carries_the_request_id_and_the_wait_that_the_service_names() {
    let wire = Wire::responding(
        "HTTP/1.1 429 Any\r\nX-Request-Id: abc-1\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n",
    )
    .await;
    let error = wire.client().track(conversion()).await.unwrap_err();
    assert_eq!(error.request_id(), Some("abc-1"));
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(17)));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Wire::responding(response(201, "application/json", DOCUMENTED)).await;
    for status in [301, 302, 303, 307, 308] {
        let wire = Wire::responding(format!(
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

#[tokio::test]
async fn a_relays_response_is_an_error_that_names_the_relay() {
    let ok = |status: u16, header: &str, body: &str| {
        format!(
            "HTTP/1.1 {status} Any\r\nContent-Type: application/json\r\n{header}\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let header = "reditus-relay: 0.1.0\r\n";
    let stored = r#"{"stored":"new"}"#;
    let refused = r#"{"error":"`email` is empty"}"#;
    for (response, may_have_been_recorded) in [
        (ok(202, header, stored), true),
        // A proxy has removed the header.
        (ok(202, "", stored), true),
        (ok(400, header, refused), false),
        (ok(401, header, refused), false),
        (ok(409, header, refused), true),
        (ok(503, header, refused), true),
    ] {
        let wire = Wire::responding(&response).await;
        let error = wire.client().track(conversion()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unrecognized, "{response}");
        assert_eq!(error.may_have_been_recorded(), may_have_been_recorded, "{response}");
        assert!(error.to_string().contains("it comes from a reditus relay"), "{error}");
    }
    // Nothing else is taken for one.
    for response in [ok(202, "", "{}"), ok(202, "", r#"{"stored":7}"#), ok(404, "", stored)] {
        let wire = Wire::responding(&response).await;
        let error = wire.client().track(conversion()).await.unwrap_err();
        assert!(!error.to_string().contains("relay"), "{error}");
    }
}
