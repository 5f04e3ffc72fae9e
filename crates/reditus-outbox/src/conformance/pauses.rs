use super::{
    desk::{BEFORE, Desk, LATER, RECORDED, REFUSED, SETUP},
    subject::Subject,
};
use crate::{
    Pause, State, Stats,
    decide::{HOUR, MINUTE},
    verbs::{Hold, Look, Resume},
};

async fn customers<S: Subject>(desk: &mut Desk<S>, count: usize) {
    for uid in 0..count {
        desk.customer(&uid.to_string()).await;
    }
}

pub(super) async fn a_wrong_setup_pauses_everybody_and_is_probed_ever_more_slowly<S: Subject>(
    store: S,
) {
    let mut desk = Desk::new(store);
    customers(&mut desk, 3).await;
    desk.deliver(SETUP).await;
    let stats = Stats::of(desk.run(Look { account: String::new() }).await);
    let paused = stats.paused.unwrap();
    assert_eq!((paused.why, paused.reason.as_deref()), (Pause::Setup, Some("reason")));
    assert_eq!(paused.next_probe.unwrap().as_secs(), 60);
    let mut waits = Vec::new();
    for _ in 0..7 {
        waits.push(desk.probe(SETUP).await.0);
    }
    assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15]);
    assert!(desk.rows().await.iter().all(|row| row.state == State::Waiting));
}

pub(super) async fn each_probe_takes_another_entry<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    customers(&mut desk, 4).await;
    desk.deliver(SETUP).await;
    let mut probed = Vec::new();
    for _ in 0..8 {
        probed.push(desk.probe(SETUP).await.1);
    }
    assert_eq!(probed[..3], [2, 3, 4]);
    assert!(probed.windows(2).all(|two| two[0] != two[1]), "{probed:?}");
    // One probe at a time, also of two workers.
    let wait = desk.nothing().await.unwrap();
    desk.wait(wait).await;
    desk.claim().await;
    assert!(desk.nothing().await.is_some());
}

pub(super) async fn a_documented_response_to_a_probe_ends_the_pause<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    for (at, response) in [RECORDED, BEFORE, REFUSED].into_iter().enumerate() {
        for uid in 0..3 {
            desk.customer(&format!("{at} {uid}")).await;
        }
        desk.deliver(SETUP).await;
        desk.probe(LATER).await;
        assert_eq!(desk.account_row().await.pause, Some(Pause::Setup), "a 503 shows nothing");
        desk.probe(response).await;
        assert_eq!(desk.account_row().await.pause, None, "{response:?}");
        desk.wait(HOUR).await;
        while desk.try_claim().await.is_ok() {
            // Left to their leases.
        }
        desk.wait(HOUR).await;
        for _ in 0..3 {
            if let Ok(delivery) = desk.try_claim().await {
                desk.settle(&delivery, RECORDED).await;
            }
        }
    }
}

pub(super) async fn an_attempt_from_before_the_pause_does_not_end_it<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    customers(&mut desk, 3).await;
    let before = desk.claim().await;
    desk.deliver(SETUP).await;
    desk.settle(&before, RECORDED).await;
    assert_eq!(desk.account_row().await.pause, Some(Pause::Setup));
    assert_eq!(desk.probe(RECORDED).await, (1, 3));
    assert_eq!(desk.account_row().await.pause, None);
}

pub(super) async fn an_entry_that_fails_alone_pauses_nobody_again<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("an edge blocks this one").await;
    let alone = desk.deliver(SETUP).await;
    desk.customer("good").await;
    desk.probe(RECORDED).await;
    let mut waits = Vec::new();
    for _ in 0..12 {
        let (wait, delivery) = desk.next().await;
        waits.push(wait / MINUTE);
        assert_eq!(delivery.id, alone);
        desk.settle(&delivery, SETUP).await;
        assert_eq!(desk.account_row().await.pause, None);
    }
    assert!(waits[1] >= 3 && waits[11] == 180, "{waits:?}");
    assert_eq!(desk.state(alone).await, State::Waiting);
}

pub(super) async fn twenty_refused_in_a_row_pause_until_one_is_recorded<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    customers(&mut desk, 19).await;
    for _ in 0..19 {
        desk.deliver(REFUSED).await;
    }
    // The same ones again are no others.
    desk.wait(HOUR).await;
    for _ in 0..19 {
        desk.deliver(REFUSED).await;
    }
    assert_eq!(desk.account_row().await.pause, None);
    desk.customer("recorded").await;
    desk.deliver(RECORDED).await;
    for uid in 20..41 {
        desk.customer(&uid.to_string()).await;
    }
    for _ in 20..40 {
        assert_eq!(desk.account_row().await.pause, None);
        desk.deliver(REFUSED).await;
    }
    assert_eq!(desk.account_row().await.pause, Some(Pause::Refusals));
    desk.probe(REFUSED).await;
    assert_eq!(desk.account_row().await.pause, Some(Pause::Refusals), "a 400 is what it is for");
    desk.wait(HOUR).await;
    desk.claim().await;
    desk.customer("fresh").await;
    desk.probe(RECORDED).await;
    assert_eq!(desk.account_row().await.pause, None);
}

pub(super) async fn an_entry_refused_again_after_a_success_counts_again<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("first").await;
    desk.deliver(REFUSED).await;
    desk.customer("recorded").await;
    desk.deliver(RECORDED).await;
    desk.wait(MINUTE).await;
    customers(&mut desk, 19).await;
    for _ in 0..19 {
        desk.deliver(REFUSED).await;
    }
    assert_eq!(desk.account_row().await.pause, None);
    desk.wait(HOUR - MINUTE).await; // only the first one is due
    desk.deliver(REFUSED).await;
    assert_eq!(desk.account_row().await.pause, Some(Pause::Refusals));
}

pub(super) async fn the_same_entries_refused_after_a_resumption_pause_again<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    customers(&mut desk, 20).await;
    for _ in 0..2 {
        for _ in 0..20 {
            assert_eq!(desk.account_row().await.pause, None);
            desk.deliver(REFUSED).await;
        }
        assert_eq!(desk.account_row().await.pause, Some(Pause::Refusals));
        desk.wait(6 * HOUR).await;
        desk.run(Resume { account: String::new() }).await;
    }
}

pub(super) async fn a_pause_that_was_asked_for_ends_when_that_is_asked_for<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    customers(&mut desk, 2).await;
    let account = String::new;
    let in_flight = desk.claim().await;
    desk.run(Hold { account: account() }).await;
    desk.settle(&in_flight, RECORDED).await;
    desk.wait(1000 * HOUR).await;
    assert_eq!(desk.nothing().await, None);
    desk.run(Resume { account: account() }).await;
    desk.deliver(SETUP).await;
    desk.run(Hold { account: account() }).await;
    desk.wait(HOUR).await;
    assert_eq!(desk.nothing().await, None, "no probes either");
    desk.run(Resume { account: account() }).await;
    desk.deliver(RECORDED).await;
}
