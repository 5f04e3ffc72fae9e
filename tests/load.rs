//! Many calls at once, a third of whose requests fail: a binary of its own, whose memory is only
//! its own.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use reditus::{Client, Conversion, Error, RateLimit, RetryPolicy, Timeouts};
use reditus_sandbox::Sandbox;

#[path = "it/effort.rs"]
mod effort;

/// The memory of this process, sandbox included, in MiB; `None` where the system does not say.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<usize>().ok()? / 1024)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_calls_at_once_all_resolve_and_tell_the_truth() {
    let (rounds, calls_at_once) = (if effort::full() { 4 } else { 2 }, effort::scaled(5_000));
    // A busy machine is slow to accept so many connections: that is not what is tested.
    let minute = Duration::from_secs(60);
    let timeouts = Timeouts::default().connect(minute).attempt(minute).total(5 * minute);
    let mut memory = Vec::new();
    for round in 0..rounds {
        let sandbox = Sandbox::builder().seed(round).fault_rate(0.3).start().await.unwrap();
        let client = Client::builder("token")
            .base_url(sandbox.base_url())
            .rate_limit(RateLimit::off())
            .timeouts(timeouts)
            .retry(RetryPolicy::default().max_elapsed(4 * minute))
            .build()
            .unwrap();
        let started = Instant::now();
        let calls = (0..calls_at_once).map(|uid| {
            let client = client.clone();
            tokio::spawn(async move {
                client.track(Conversion::affiliate("john").uid(uid.to_string())).await
            })
        });
        let mut recorded = 0;
        let mut results = Vec::with_capacity(calls_at_once);
        for call in calls.collect::<Vec<_>>() {
            let result = call.await.unwrap();
            recorded += usize::from(result.is_ok());
            results.push(result);
        }
        let took = started.elapsed();
        let mut held = HashMap::<String, usize>::new();
        for entry in sandbox.ledger() {
            *held.entry(entry.uid.unwrap()).or_default() += 1;
        }
        for (uid, result) in results.iter().enumerate() {
            let held = held.get(&uid.to_string()).copied().unwrap_or(0);
            assert!(held <= 1, "{uid} is recorded {held} times");
            assert!(result.is_err() || held == 1, "{uid}: {result:?}, but it is not recorded");
            let unsure = result.as_ref().is_err_and(Error::may_have_been_recorded);
            assert!(result.is_ok() || unsure || held == 0, "{uid}: {result:?}, but it is recorded");
        }
        println!(
            "round {round}: {recorded} of {calls_at_once} recorded with {} requests in {took:?}; \
             {:?} MiB resident",
            sandbox.requests().len(),
            resident()
        );
        assert!(recorded > calls_at_once * 95 / 100);
        memory.extend(resident());
    }
    // The first round fills what allocators and pools keep; the others use it again.
    if let [first, .., last] = memory[..] {
        assert!(last <= first + first / 2, "memory grows from round to round: {memory:?} MiB");
    }
}
