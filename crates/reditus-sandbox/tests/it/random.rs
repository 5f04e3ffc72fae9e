use std::collections::HashSet;

use reditus_sandbox::{Fault, Mix, Sandbox};
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
async fn the_same_seed_is_the_same_schedule() {
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
async fn faults_strike_at_the_rate_and_from_the_mix_that_were_set() {
    let mix = Mix::empty().with(1, Fault::answer(500)).with(0, Fault::answer(501));
    let cases = [
        (0.0, mix.clone(), 0),
        (-1.0, mix.clone(), 0),
        (f64::NAN, mix.clone(), 0),
        (1.0, mix.clone(), 20),
        (7.0, mix, 20),
        (1.0, Mix::empty(), 0),
        (1.0, Mix::empty().with(0, Fault::answer(500)), 0),
    ];
    for (rate, mix, expected) in cases {
        let sandbox = Sandbox::builder().fault_rate(rate).fault_mix(mix).start().await.unwrap();
        let struck: Vec<_> = schedule(&sandbox, 20).await.into_iter().flatten().collect();
        assert_eq!(struck, vec![Fault::answer(500); expected], "{rate}");
    }
}

#[tokio::test]
async fn the_random_faults_are_honest_and_no_customer_is_lost_to_them() {
    let mut kinds = HashSet::new();
    for seed in 0..20 {
        let sandbox = Sandbox::builder().seed(seed).fault_rate(0.5).start().await.unwrap();
        for uid in 0..20 {
            // Whoever calls again until told that it is counted loses nothing.
            loop {
                let answer = send(&sandbox, V2, &customer(uid)).await;
                if answer.is_ok_and(|answer| matches!(answer.status().as_u16(), 201 | 409)) {
                    break;
                }
            }
            assert_eq!(sandbox.ledger().len(), uid + 1);
        }
        for request in sandbox.requests() {
            let Some(fault) = request.fault() else { continue };
            assert!(fault.is_honest(), "{fault:?}");
            kinds.insert(format!("{fault:?}"));
        }
    }
    assert_eq!(kinds.len(), 18, "each of the default mix has had its turn");
}
