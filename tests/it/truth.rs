//! What `track` says is what the ledger holds, whatever happens on the network.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use reditus::{
    Client, Clock, Conversion, Duplicate, Error, Outcome, RateLimit, RetryPolicy, Timeouts,
};
use reditus_sandbox::{Delivery, Fault, RetryAfter, Sandbox};

use crate::effort;

const SCHEDULES: usize = 10_000;
const SECOND: Duration = Duration::from_secs(1);
/// Longer than the slowest recording of a schedule: what has not landed by then never does.
const SETTLED: Duration = Duration::from_millis(8);

/// What may go wrong without the service lying: delay, loss, reset and overload, before or after it
/// records the conversion, and whatever a proxy or a CDN says in its place.
fn honest(random: &mut fastrand::Rng) -> Fault {
    let recorded = random.bool();
    let ms = Duration::from_millis;
    let html = |fault: Fault| fault.header("content-type", "text/html").body("<h1>oops</h1>");
    let fault = match random.u8(0..30) {
        0 => Fault::hang().recorded(recorded),
        1 => Fault::reset().recorded(recorded),
        2 => Fault::close().recorded(recorded),
        3 => Fault::garbage().recorded(recorded),
        4 => Fault::refuse(),
        5 => Fault::delay(ms(random.u64(0..50))),
        6 => Fault::slow_recording(ms(random.u64(0..5))),
        7 => Fault::headers_only(),
        8 => Fault::truncated(),
        9 => Fault::drip(ms(random.u64(0..3))),
        10 => Fault::endless(),
        11 => Fault::response(*random.choice([500, 502, 503, 504, 599].iter()).unwrap_or(&500))
            .recorded(recorded),
        12 => html(Fault::response(503).recorded(recorded)),
        13 => Fault::response(503).retry_after(RetryAfter::Seconds(2)).recorded(recorded),
        14 => Fault::rate_limited(RetryAfter::Seconds(random.u64(0..3))),
        15 => Fault::rate_limited(RetryAfter::Absent),
        16 => Fault::rate_limited(RetryAfter::Malformed),
        17 => Fault::response(if random.bool() { 408 } else { 425 }),
        18 => html(Fault::healthy()),
        19 => Fault::healthy().body("{\"data\":7}"),
        20 => Fault::response(503).delivered(Delivery::Truncated).recorded(recorded),
        21 => Fault::edge_dns_error(),
        22 => Fault::edge_dns_problem(),
        23 => Fault::edge_page(random.u16(200..600)),
        24 => Fault::accepted(),
        25 => Fault::error_envelope(),
        26 => Fault::rate_limited(RetryAfter::Empty),
        27 => Fault::response(503).retry_after(RetryAfter::Empty).recorded(recorded),
        _ => Fault::healthy(),
    };
    assert!(fault.is_honest(), "{fault:?}");
    fault
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder("token")
        .base_url(sandbox.base_url())
        .clock(Clock::faster(NonZeroU32::new(1000).unwrap()))
        .timeouts(Timeouts::default().connect(30 * SECOND).attempt(30 * SECOND).total(150 * SECOND))
        .rate_limit(RateLimit::off())
        .build()
        .unwrap()
}

struct Played {
    /// Which of `CLASSES`.
    class: usize,
    took: Duration,
}

const CLASSES: [&str; 4] = ["recorded", "already recorded", "failed, unsure", "failed for sure"];

/// Plays one schedule and checks its outcome. The seed alone says what happens.
async fn play(sandbox: &Sandbox, client: &Client, seed: u64) -> Result<Played, String> {
    let mut random = fastrand::Rng::with_seed(seed);
    let uid = format!("{seed}");
    let conversion = Conversion::affiliate("john").uid(&uid);
    sandbox.faults().clear();
    let known = random.u8(0..5) == 0;
    if known {
        // The schedule before may have left a connection that is about to be reset.
        while client.track(conversion.clone()).await.is_err() {}
    }
    let attempts = random.u32(1..6);
    let script: Vec<_> = (0..attempts + 1).map(|_| honest(&mut random)).collect();
    sandbox.faults().script(script.clone());
    let policy = RetryPolicy::default()
        .max_attempts(attempts)
        .first_delay(SECOND)
        .max_delay(SECOND)
        .max_elapsed(150 * SECOND);

    let started = Instant::now();
    let outcome = client.with_retry(policy).track(conversion).await;
    let took = started.elapsed();

    let unsure = outcome.as_ref().is_err_and(Error::may_have_been_recorded);
    if outcome.is_err() && !unsure {
        tokio::time::sleep(SETTLED).await;
    }
    let held = sandbox.ledger().iter().filter(|entry| entry.uid.as_ref() == Some(&uid)).count();
    let truth = match &outcome {
        _ if held > 1 => Err("it is recorded twice"),
        Ok(_) if held == 0 => Err("it is not recorded"),
        Ok(Outcome::AlreadyRecorded(Duplicate::Before)) if !known => Err("nobody else recorded it"),
        Err(_) if !unsure && held == 1 && !known => Err("it is recorded all the same"),
        Ok(Outcome::Recorded(_)) => Ok(0),
        Ok(Outcome::AlreadyRecorded(_)) => Ok(1),
        Err(_) if unsure => Ok(2),
        Err(_) => Ok(3),
    };
    let truth = truth.map(|class| Played { class, took });
    truth.map_err(|why| format!("{outcome:?}, but {why}; the service: {script:#?}"))
}

/// Replay one seed with `REDITUS_SEED=17 cargo test --test it truth`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_track_says_is_what_the_ledger_holds() {
    let seeds = match std::env::var("REDITUS_SEED").map(|seed| seed.parse::<u64>().unwrap()) {
        Ok(seed) => seed..seed + 1,
        Err(_) => 0..effort::scaled(SCHEDULES) as u64,
    };
    let started = Instant::now();
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.store(seeds.start, Relaxed);
    let workers = (0..16).map(|_| {
        let end = seeds.end;
        tokio::spawn(async move {
            let (mut longest, mut classes) = (Duration::ZERO, [0_u64; 4]);
            loop {
                // A sandbox of its own for a hundred schedules: its ledger stays short.
                let sandbox = Sandbox::start().await.unwrap();
                let client = client(&sandbox);
                for _ in 0..100 {
                    let seed = NEXT.fetch_add(1, Relaxed);
                    if seed >= end {
                        return (longest, classes);
                    }
                    match play(&sandbox, &client, seed).await {
                        Ok(Played { class, took }) => {
                            classes[class] += 1;
                            longest = longest.max(took);
                        }
                        Err(lie) => panic!("REDITUS_SEED={seed}: {lie}"),
                    }
                }
            }
        })
    });
    let (mut longest, mut classes) = (Duration::ZERO, [0; 4]);
    for worker in workers.collect::<Vec<_>>() {
        let (took, played) = worker.await.unwrap();
        longest = longest.max(took);
        classes.iter_mut().zip(played).for_each(|(all, these)| *all += these);
    }
    println!("{:?}", CLASSES.iter().zip(classes).collect::<Vec<_>>());
    println!(
        "{} schedules in {:?}; the longest call took {longest:?} of the 150 ms it had",
        seeds.end - seeds.start,
        started.elapsed()
    );
    assert!(longest < Duration::from_secs(5));
    // A client that is never sure, or never succeeds, tells no lies either.
    let all = seeds.end - seeds.start;
    assert!(all == 1 || classes[0] > all / 5, "{classes:?}");
    assert!(all == 1 || classes.iter().all(|&played| played > all / 100), "{classes:?}");
}

#[tokio::test]
async fn a_service_that_lies_is_believed_but_does_no_other_harm() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let conversion = || Conversion::affiliate("john").uid("42");
    sandbox.faults().script([Fault::false_success(), Fault::false_duplicate()]);
    assert!(matches!(client.track(conversion()).await, Ok(Outcome::Recorded(_))));
    let outcome = client.track(conversion()).await;
    assert!(matches!(outcome, Ok(Outcome::AlreadyRecorded(Duplicate::Before))), "{outcome:?}");
    assert!(sandbox.ledger().is_empty());
    for status in [301, 400, 401, 422, 429] {
        sandbox.faults().script([Fault::response(status).recorded(true)]);
        let policy = RetryPolicy::none();
        let error = client.with_retry(policy).track(conversion()).await.unwrap_err();
        assert_eq!(error.status(), Some(status));
    }
}
