use std::collections::HashSet;

use reditus_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::caller::{V2, send};

fn customer(uid: usize) -> Value {
    json!({"affiliate_slug": "john", "uid": uid.to_string()})
}

async fn schedule(sandbox: &Sandbox, requests: usize) -> Vec<Option<Fault>> {
    for uid in 0..requests {
        let _ = send(sandbox, V2, &customer(uid)).await;
    }
    sandbox.requests().iter().map(|request| request.fault().cloned()).collect()
}

#[tokio::test]
async fn the_same_seed_gives_the_same_schedule() {
    let seeded = |seed| Sandbox::builder().seed(seed).fault_rate(0.5);
    let mut schedules = Vec::new();
    for seed in [1, 1, 2] {
        schedules.push(schedule(&seeded(seed).start().await.unwrap(), 60).await);
    }
    assert_eq!(schedules[0], schedules[1]);
    assert_ne!(schedules[0], schedules[2]);
    let struck = schedules[0].iter().flatten().count();
    assert!((15..=45).contains(&struck), "{struck} of 60 at a rate of a half");
}

#[tokio::test]
async fn faults_strike_at_the_rate_that_was_set() {
    for (rate, expected) in [(0.0, 0), (-1.0, 0), (f64::NAN, 0), (1.0, 20), (7.0, 20)] {
        let sandbox = Sandbox::builder().fault_rate(rate).start().await.unwrap();
        assert_eq!(schedule(&sandbox, 20).await.into_iter().flatten().count(), expected, "{rate}");
    }
}

#[tokio::test]
async fn the_random_faults_are_honest_and_no_customer_is_lost_to_them() {
    let full = std::env::var_os("REDITUS_TEST_FULL").is_some_and(|full| full == "1");
    let (seeds, expected) = if full { (40, 18) } else { (6, 15) };
    let mut kinds = HashSet::new();
    let mut struck = 0;
    for seed in 0..seeds {
        let sandbox = Sandbox::builder().seed(seed).fault_rate(0.5).start().await.unwrap();
        for uid in 0..20 {
            // A caller that retries until a 201 or 409 loses nothing.
            loop {
                let response = send(&sandbox, V2, &customer(uid)).await;
                if response.is_ok_and(|response| matches!(response.status().as_u16(), 201 | 409)) {
                    break;
                }
            }
            assert_eq!(sandbox.ledger().len(), uid + 1);
        }
        for request in sandbox.requests() {
            let Some(fault) = request.fault() else { continue };
            assert!(fault.is_honest(), "{fault:?}");
            struck += 1;
            kinds.insert(format!("{fault:?}"));
        }
    }
    println!("{seeds} seeds, {struck} faults of {} kinds", kinds.len());
    assert!(
        struck > seeds * 10 && kinds.len() >= expected,
        "{struck} faults of {} kinds",
        kinds.len()
    );
}
