//! Retries, waits, and what is known at the end.

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use reditus::{
    Client, ClientBuilder, Clock, Conversion, Duplicate, ErrorKind, Outcome, RateLimit, Remedy,
    RetryPolicy, Timeouts,
};
use reditus_sandbox::{Fault, RetryAfter, Sandbox};

use crate::wire::conversion;

const MS: Duration = Duration::from_millis(1);

/// A client that does not wait long between attempts.
fn builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder("token")
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::default().first_delay(MS).max_delay(2 * MS))
}

/// The same by a clock on which a second is a millisecond.
fn fast(sandbox: &Sandbox) -> ClientBuilder {
    let second = Duration::from_secs(1);
    builder(sandbox)
        .clock(Clock::faster(NonZeroU32::new(1000).unwrap()))
        .retry(RetryPolicy::default().first_delay(second).max_elapsed(10_000 * second))
        .timeouts(Timeouts::default().attempt(2_000 * second).total(10_000 * second))
}

#[tokio::test]
async fn transient_failures_are_retried_and_others_are_not() {
    let again = [408, 425, 429, 500, 502, 503, 504, 599].map(Fault::response);
    let again = again.into_iter().chain([
        Fault::close(),
        Fault::reset(),
        Fault::refuse(),
        Fault::garbage(),
        Fault::hang(),
    ]);
    for fault in again {
        let sandbox = Sandbox::start().await.unwrap();
        let client = builder(&sandbox).timeouts(Timeouts::default().attempt(1_000 * MS));
        sandbox.faults().script([fault.clone(), fault.clone()]);
        let outcome = client.build().unwrap().track(conversion()).await;
        assert!(matches!(outcome, Ok(Outcome::Recorded(_))), "{fault:?}: {outcome:?}");
        assert_eq!(sandbox.requests().len(), 3, "{fault:?}");
    }
    for status in [300, 302, 307, 400, 401, 402, 403, 404, 405, 410, 413, 415, 418, 422, 451] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().always(Fault::response(status));
        let error = builder(&sandbox).build().unwrap().track(conversion()).await.unwrap_err();
        assert_eq!((error.status(), error.attempts()), (Some(status), 1));
        assert_eq!(sandbox.requests().len(), 1);
    }
}

#[tokio::test]
async fn attempts_end_with_the_policy_of_the_client_or_the_call() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().always(Fault::response(503));
    let client = builder(&sandbox).build().unwrap();
    let none = client.with_retry(RetryPolicy::none());
    let two = client.with_retry(RetryPolicy::default().max_attempts(2).first_delay(MS));
    for (client, attempts) in [(&client, 4), (&none, 1), (&two, 2)] {
        let before = sandbox.requests().len();
        let error = client.track(conversion()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unavailable, attempts));
        assert_eq!(sandbox.requests().len() - before, attempts as usize);
        assert!(error.may_have_been_recorded());
        assert_eq!(error.into_conversion(), Some(conversion()));
    }
    let late = RetryPolicy::default().first_delay(10_000 * MS).max_elapsed(Duration::ZERO);
    assert_eq!(client.with_retry(late).track(conversion()).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn the_default_policy_gets_past_two_failures_within_seconds() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::response(503), Fault::close()]);
    let client = Client::builder("token").base_url(sandbox.base_url()).build().unwrap();
    assert!(client.track(conversion()).await.is_ok());
    assert!(sandbox.requests()[1].arrived() - sandbox.requests()[0].arrived() < 900 * MS);
}

#[tokio::test]
async fn a_wait_that_the_service_asks_for_is_kept_in_every_form() {
    // The default limit on the time of a call would be over first.
    let forms = [
        (RetryAfter::Seconds(200), 200 * MS),
        (RetryAfter::Date(Duration::from_secs(200)), 190 * MS),
        (RetryAfter::Malformed, Duration::ZERO),
        (RetryAfter::Absent, Duration::ZERO),
    ];
    for status in [429, 503] {
        for (form, at_least) in forms {
            let sandbox = Sandbox::start().await.unwrap();
            sandbox.faults().script([Fault::response(status).retry_after(form)]);
            let outcome = fast(&sandbox).build().unwrap().track(conversion()).await;
            assert!(matches!(outcome, Ok(Outcome::Recorded(_))), "{form:?}: {outcome:?}");
            let requests = sandbox.requests();
            let waited = requests[1].arrived() - requests[0].arrived();
            assert!(waited >= at_least, "{status} {form:?}: {waited:?}");
        }
    }
}

#[tokio::test]
async fn an_absurd_wait_is_passed_on_as_one_day() {
    for seconds in ["86401", "18446744073709551615", "99999999999999999999999999"] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().always(Fault::response(429).header("retry-after", seconds));
        let error = builder(&sandbox).build().unwrap().track(conversion()).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(86_400)), "{seconds}");
    }
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().always(Fault::rate_limited(RetryAfter::Seconds(3600)));
    let client = builder(&sandbox).build().unwrap();
    let started = Instant::now();
    let error = client.track(conversion()).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(!error.may_have_been_recorded());
}

#[tokio::test]
async fn a_503_with_a_wait_pauses_all_clones_and_an_empty_wait_pauses_nobody() {
    let empty = |status| Fault::response(status).retry_after(RetryAfter::Empty);
    let long = || Fault::response(503).retry_after(RetryAfter::Seconds(200));
    for (fault, pause) in
        [(long(), 200 * MS), (empty(503), Duration::ZERO), (empty(429), Duration::ZERO)]
    {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().script([fault.clone()]);
        let client = fast(&sandbox).build().unwrap();
        let error = client.with_retry(RetryPolicy::none()).track(conversion()).await.unwrap_err();
        let asked_for = (!pause.is_zero()).then_some(Duration::from_secs(200));
        assert_eq!(error.remedy(), Remedy::TryLater { after: asked_for }, "{fault:?}");
        client.track(conversion()).await.unwrap();
        let requests = sandbox.requests();
        let waited = requests[1].arrived() - requests[0].arrived();
        assert!(waited >= pause && waited < pause + 150 * MS, "{fault:?}: {waited:?}");
    }
}

#[tokio::test]
async fn a_429_pauses_all_clones_and_one_with_no_time_fails_at_once() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::rate_limited(RetryAfter::Seconds(200))]);
    let client = fast(&sandbox).build().unwrap();
    let clone = client.with_retry(RetryPolicy::none());
    let error = clone.track(conversion()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(client.track(conversion()).await.is_ok());
    let requests = sandbox.requests();
    assert!(requests[1].arrived() - requests[0].arrived() >= 200 * MS);

    sandbox.faults().script([Fault::rate_limited(RetryAfter::Seconds(200))]);
    let hasty = builder(&sandbox).build().unwrap();
    hasty.track(conversion()).await.unwrap_err();
    let error = hasty.track(conversion()).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::RateLimited, None, 0));
    assert!(!error.may_have_been_recorded());
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_secs(190) && wait <= Duration::from_secs(200), "{wait:?}");
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test]
async fn a_duplicate_says_whether_it_may_be_our_own() {
    let cases = [
        (vec![], Duplicate::Before),
        // Refused for sure, so what the service knows is not our attempt.
        (vec![Fault::response(429)], Duplicate::Before),
        (vec![Fault::response(408), Fault::response(425)], Duplicate::Before),
        (vec![Fault::response(503)], Duplicate::PossiblyOurs),
        (vec![Fault::close()], Duplicate::PossiblyOurs),
        (vec![Fault::close(), Fault::response(429)], Duplicate::PossiblyOurs),
    ];
    for (script, duplicate) in cases {
        let sandbox = Sandbox::start().await.unwrap();
        let client = builder(&sandbox).build().unwrap();
        client.track(conversion()).await.unwrap();
        sandbox.faults().script(script.clone());
        let outcome = client.track(conversion()).await.unwrap();
        assert_eq!(outcome, Outcome::AlreadyRecorded(duplicate), "{script:?}");
    }
    // The response is lost after the service has recorded the conversion.
    for fault in [Fault::close(), Fault::reset(), Fault::garbage(), Fault::response(500)] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().script([fault.recorded(true)]);
        let outcome = builder(&sandbox).build().unwrap().track(conversion()).await.unwrap();
        assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::PossiblyOurs));
        assert_eq!(sandbox.ledger().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_means_not_recorded_unless_an_earlier_response_was_lost() {
    for (script, unknown) in [
        (vec![Fault::response(400)], false),
        (vec![Fault::response(429), Fault::response(400)], false),
        (vec![Fault::close().recorded(true), Fault::response(400)], true),
        (vec![Fault::response(500), Fault::response(401)], true),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().script(script.clone());
        let error = builder(&sandbox).build().unwrap().track(conversion()).await.unwrap_err();
        assert_eq!(error.may_have_been_recorded(), unknown, "{script:?}");
        assert_eq!(error.attempts() as usize, script.len());
    }
}

#[tokio::test]
async fn an_outage_does_not_multiply_the_load() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().always(Fault::response(503));
    let client = builder(&sandbox).rate_limit(RateLimit::off()).build().unwrap();
    let mut sent = [0; 2];
    for phase in &mut sent {
        let before = sandbox.requests().len();
        for _ in 0..500 {
            client.track(conversion()).await.unwrap_err();
        }
        *phase = sandbox.requests().len() - before;
    }
    println!("requests a call, first 500 calls and next 500: {:?}", sent.map(|n| n as f64 / 500.0));
    assert!(sent[1] < 600, "{sent:?}");
    // The service is back, and retries soon are, too.
    sandbox.faults().clear();
    for uid in 0..20 {
        client.track(Conversion::affiliate("john").uid(uid.to_string())).await.unwrap();
    }
    sandbox.faults().script([Fault::response(503), Fault::response(503)]);
    assert!(client.track(conversion()).await.is_ok());
}

#[tokio::test]
async fn the_whole_call_ends_in_time_whatever_the_server_does() {
    let total = 300 * MS;
    let faults = [
        Fault::hang(),
        Fault::delay(Duration::from_secs(30)),
        Fault::headers_only(),
        Fault::drip(Duration::from_secs(1)),
        Fault::endless(),
        Fault::response(503),
        Fault::response(503).delivered(reditus_sandbox::Delivery::HeadersOnly),
        Fault::response(400).delivered(reditus_sandbox::Delivery::Endless),
        Fault::close(),
    ];
    let mut worst = Duration::ZERO;
    for fault in faults {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().always(fault.clone());
        let client = builder(&sandbox)
            .retry(RetryPolicy::default().max_attempts(1000).max_delay(50 * MS))
            .timeouts(Timeouts::default().total(total))
            .build()
            .unwrap();
        let started = Instant::now();
        let outcome = client.track(conversion()).await;
        let took = started.elapsed();
        worst = worst.max(took.saturating_sub(total));
        assert!(took < total + Duration::from_secs(2), "{fault:?}: {took:?}");
        // The status line of a 201 was read: it decides, whatever happens to the body.
        if let Ok(Outcome::Recorded(_)) = outcome {
            assert_eq!(sandbox.ledger().len(), 1, "{fault:?}");
        }
    }
    println!("the total was exceeded by {worst:?} at worst");
}

#[tokio::test]
async fn a_server_that_accepts_nothing_ends_in_time_too() {
    // The backlog of a listener that never accepts still takes the connection and the request.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::builder("token")
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .timeouts(Timeouts::default().total(200 * MS))
        .build()
        .unwrap();
    let started = Instant::now();
    let error = client.track(conversion()).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.may_have_been_recorded());
}
