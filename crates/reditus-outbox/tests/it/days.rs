//! A week without the service, and a week with a wrong token, by the outbox's clock. Without
//! `REDITUS_TEST_FULL=1` the week has two days.

use std::env;

use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Pause, test_util::Inline};
use reditus_sandbox::{Fault, Sandbox};

use crate::stores::Store;

const HALF_AN_HOUR: i64 = 30 * 60;

fn days() -> usize {
    if env::var_os("REDITUS_TEST_FULL").is_some() { 7 } else { 2 }
}

async fn sign_up(store: &Store, uid: &str) {
    store.enqueue(&Entry::new(&Conversion::affiliate("john").uid(uid)).unwrap()).await;
}

/// A week in which one customer signs up every six hours, and nothing can be reported. Returns how
/// many there are.
async fn week(store: &Store, inline: &Inline) -> usize {
    let mut customers = 0;
    for half_hour in 0..days() * 48 {
        if half_hour % 12 == 0 {
            sign_up(store, &format!("customer {half_hour}")).await;
            customers += 1;
        }
        inline.deliver().await.unwrap();
        store.wait(HALF_AN_HOUR).await;
    }
    customers
}

/// The service is back: the fresh one is reported first, and all of them within a few hours.
async fn recover(store: &Store, inline: &Inline, sandbox: &Sandbox, customers: usize) {
    let stats = store.outbox.stats().await.unwrap();
    assert_eq!((stats.waiting as usize, stats.dead, stats.refused), (customers, 0, 0));
    assert_eq!(stats.oldest.unwrap().as_secs(), days() as u64 * 24 * 3600);
    sign_up(store, "fresh").await;
    for _ in 0..10 {
        inline.deliver().await.unwrap();
        store.wait(HALF_AN_HOUR).await;
    }
    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), customers + 1, "{}", store.name);
    assert_eq!(ledger[0].uid.as_deref(), Some("fresh"), "{}", store.name);
    let stats = store.outbox.stats().await.unwrap();
    assert!(stats.is_empty() && stats.dead == 0 && stats.oldest.is_none());
}

#[tokio::test]
async fn after_a_week_without_the_service_everything_is_reported_and_fresh_ones_first() {
    Store::each(async |store| {
        let sandbox = Sandbox::start().await.unwrap();
        store.stop_clock().await;
        let client = Client::builder("token").base_url(sandbox.base_url());
        let inline = Inline::new(&store.outbox, client).unwrap();
        sandbox.faults().always(Fault::response(500));
        let customers = week(&store, &inline).await;
        let requests = sandbox.requests().len();
        println!("{}: {customers} customers, {requests} requests in vain", store.name);
        assert!(customers == 4 * days() && requests > 15 * customers);
        sandbox.faults().clear();
        recover(&store, &inline, &sandbox, customers).await;
    })
    .await;
}

#[tokio::test]
async fn after_a_week_with_a_wrong_token_everything_is_reported_and_fresh_ones_first() {
    Store::each(async |store| {
        let sandbox = Sandbox::builder().token("right").start().await.unwrap();
        store.stop_clock().await;
        let with = |token: &str| {
            let client = Client::builder(token).base_url(sandbox.base_url());
            Inline::new(&store.outbox, client).unwrap()
        };
        let customers = week(&store, &with("wrong")).await;
        let paused = store.outbox.stats().await.unwrap().paused.unwrap();
        assert_eq!(
            (paused.why, paused.reason.as_deref()),
            (Pause::Setup, Some("unauthorized (401)"))
        );
        let probes = sandbox.requests().len();
        let looks = 48 * days();
        assert!((looks * 9 / 10..=looks).contains(&probes), "one look is one probe: {probes}");
        recover(&store, &with("right"), &sandbox, customers).await;
    })
    .await;
}
