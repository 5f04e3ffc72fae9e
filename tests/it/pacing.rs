//! The rate limit, shared by clones.

use std::{num::NonZeroU32, time::Duration};

use reditus::{Client, Clock, Conversion, ErrorKind, RateLimit, RetryPolicy, Timeouts};
use reditus_sandbox::{Fault, Sandbox};

use crate::watch::Watch;

const SECOND: Duration = Duration::from_secs(1);

/// A client on whose clock a second is a millisecond.
fn client(sandbox: &Sandbox, limit: RateLimit, total: Duration) -> Client {
    Client::builder("token")
        .base_url(sandbox.base_url())
        .clock(Clock::faster(NonZeroU32::new(1000).unwrap()))
        .timeouts(Timeouts::default().attempt(2_000 * SECOND).total(total))
        .retry(RetryPolicy::none())
        .rate_limit(limit)
        .build()
        .unwrap()
}

fn customer(uid: usize) -> Conversion {
    Conversion::affiliate("john").uid(uid.to_string())
}

#[tokio::test]
async fn no_window_sees_more_than_the_limit_wherever_it_starts() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(20, 1_000 * SECOND), 10_000 * SECOND);
    let calls = (0..50).map(|uid| {
        let client = client.clone();
        tokio::spawn(async move { client.track(customer(uid)).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let mut arrived: Vec<_> = sandbox.requests().iter().map(|request| request.arrived()).collect();
    arrived.sort();
    let closest = arrived.windows(21).map(|window| window[20] - window[0]).min().unwrap();
    println!("21 requests took {closest:?} at least; the window is 1 s");
    assert!(closest >= Duration::from_millis(1_000), "{closest:?}");
    // 50 requests take two windows and a bit: nobody waited longer than necessary, either.
    assert!(arrived[49] - arrived[0] < Duration::from_millis(3_000));
}

#[tokio::test]
async fn a_service_with_the_same_limit_never_has_to_refuse() {
    let limit = reditus_sandbox::RateLimit::new(10, Duration::from_millis(200));
    let sandbox = Sandbox::builder().rate_limit(limit).start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(10, 200 * SECOND), 10_000 * SECOND);
    let calls = (0..35).map(|uid| {
        let client = client.clone();
        tokio::spawn(async move { client.track(customer(uid)).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert!(sandbox.requests().iter().all(|request| request.status() == Some(201)));
}

#[tokio::test]
async fn a_call_with_no_time_to_wait_fails_at_once_and_says_when_to_come_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(2, 5_000 * SECOND), 1_000 * SECOND);
    for uid in 0..2 {
        client.track(customer(uid)).await.unwrap();
    }
    let error = client.clone().track(customer(2)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    assert!(!error.may_have_been_recorded());
    let wait = error.retry_after().unwrap();
    assert!(wait > 4_000 * SECOND && wait <= 5_050 * SECOND, "{wait:?}");
    assert_eq!(error.into_conversion(), Some(customer(2)));
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn off_is_off_and_the_default_is_the_documented_limit() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::off(), 1_000 * SECOND);
    for uid in 0..300 {
        client.track(customer(uid)).await.unwrap();
    }
    let client = Client::builder("token").base_url(sandbox.base_url()).build().unwrap();
    for uid in 1_000..1_100 {
        client.track(customer(uid)).await.unwrap();
    }
    let error = client.track(customer(1_100)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    let wait = error.retry_after().unwrap();
    assert!(wait > 240 * SECOND && wait <= 303 * SECOND, "{wait:?}");
}

#[tokio::test]
async fn a_call_that_is_dropped_gives_its_place_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(1, 2_000 * SECOND), 20_000 * SECOND);
    client.track(customer(0)).await.unwrap();
    for uid in 1..10 {
        let waiting = client.track(customer(uid));
        let dropped = tokio::time::timeout(Duration::from_millis(1), waiting).await;
        assert!(dropped.is_err());
    }
    // Had the places not come back, this one would be the tenth in line.
    client.track(customer(10)).await.unwrap();
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].arrived() - requests[0].arrived() < Duration::from_millis(4_000));
}

#[tokio::test]
async fn a_call_moves_up_when_one_ahead_leaves() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(1, 1_000 * SECOND), 10_000 * SECOND);
    client.track(customer(0)).await.unwrap();
    let ahead = tokio::spawn({
        let client = client.clone();
        async move { client.track(customer(1)).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let behind = client.track(customer(2));
    let leaves = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ahead.abort();
    };
    let (outcome, ()) = tokio::join!(behind, leaves);
    outcome.unwrap();
    let requests = sandbox.requests();
    assert!(requests[1].arrived() - requests[0].arrived() < Duration::from_millis(1_800));
}

#[tokio::test]
async fn a_call_dropped_under_way_gives_its_place_back_after_the_window() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(1, 100 * SECOND), 20_000 * SECOND);
    sandbox.faults().script([Fault::hang()]);
    let dropped = tokio::time::timeout(Duration::from_millis(50), client.track(customer(0))).await;
    assert!(dropped.is_err());
    client.track(customer(1)).await.unwrap();
}

#[tokio::test]
async fn requests_that_never_left_take_no_place() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(2, 10_000 * SECOND), 1_000 * SECOND);
    sandbox.shutdown().await;
    for uid in 0..10 {
        let error = client.track(customer(uid)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    }
}

#[tokio::test]
async fn a_retry_without_a_place_is_neither_waited_for_nor_announced() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().always(Fault::response(503));
    let watch = Watch::start();
    let client = client(&sandbox, RateLimit::new(1, 5_000 * SECOND), 60_000 * SECOND);
    let policy = RetryPolicy::default().first_delay(SECOND).max_elapsed(1_000 * SECOND);
    let started = std::time::Instant::now();
    let error = client.with_retry(policy).track(customer(0)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unavailable, 1));
    assert!(started.elapsed() < Duration::from_millis(900));
    assert!(watch.named("the conversion is sent again").is_empty());
}

#[tokio::test]
async fn a_call_without_time_sends_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::off(), Duration::ZERO);
    let error = client.track(customer(0)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_permit_is_a_place_that_nobody_else_takes_and_gives_it_back_unused() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(2, 5_000 * SECOND), 1_000 * SECOND);
    let first = client.reserve().await;
    let second = client.reserve().await;
    let error = client.track(customer(0)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    drop(second);
    client.track(customer(0)).await.unwrap();
    first.track(customer(1)).await.unwrap();
    let error = client.track(customer(2)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn a_permit_for_a_conversion_that_cannot_be_sent_gives_its_place_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(1, 5_000 * SECOND), 1_000 * SECOND);
    for _ in 0..5 {
        let error = client.reserve().await.track(customer(0).email("")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    client.track(customer(0)).await.unwrap();
}

#[tokio::test]
async fn a_reservation_waits_for_a_place_and_one_that_is_dropped_leaves_the_queue() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox, RateLimit::new(1, 300 * SECOND), 10_000 * SECOND);
    client.track(customer(0)).await.unwrap();
    let dropped = tokio::time::timeout(Duration::from_millis(20), client.reserve()).await;
    assert!(dropped.is_err());
    client.reserve().await.track(customer(1)).await.unwrap();
    let requests = sandbox.requests();
    let waited = requests[1].arrived() - requests[0].arrived();
    assert!(
        waited >= Duration::from_millis(300) && waited < Duration::from_millis(590),
        "{waited:?}"
    );
}
