use super::{
    desk::{Desk, LATER, LEASE, RECORDED, UNPACED},
    subject::Subject,
};
use crate::{
    decide::{MINUTE, Pace, Response, Whom},
    verbs::Request,
};

const PACE: Pace = Pace { requests: Some(3), window: 10_000 };

pub(super) async fn no_window_has_more_requests_than_the_limit<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.pace = PACE;
    let mut started = Vec::new();
    for uid in 0..30 {
        desk.customer(&uid.to_string()).await;
        desk.wait(500).await;
        while let Ok(delivery) = desk.try_claim().await {
            started.push(desk.now);
            desk.wait(200).await;
            desk.settle(&delivery, RECORDED).await;
        }
    }
    while started.len() < 30 {
        let wait = desk.nothing().await.expect("something to wait for");
        desk.wait(wait).await;
        while let Ok(delivery) = desk.try_claim().await {
            started.push(desk.now);
            desk.settle(&delivery, RECORDED).await;
        }
    }
    for (at, &start) in started.iter().enumerate() {
        let within = started[at..].iter().take_while(|&&next| next < start + PACE.window);
        assert!(within.count() <= 3);
    }
}

pub(super) async fn a_place_is_held_until_the_request_has_ended<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.pace = PACE;
    for uid in ["1", "2", "3", "4"] {
        desk.customer(uid).await;
    }
    let slow = desk.claim().await;
    desk.deliver(RECORDED).await;
    desk.deliver(RECORDED).await;
    assert_eq!(desk.nothing().await, Some(PACE.window));
    desk.wait(5_000).await;
    desk.settle(&slow, RECORDED).await;
    desk.wait(5_000).await;
    let killed = desk.claim().await;
    assert_eq!(killed.id, 4);
    // The two quick ones are over, the slow one is not; the killed one has its lease and a window.
    let account = desk.account_row().await;
    assert_eq!((account.pace_requests, account.pace_window), (Some(3), Some(PACE.window)));
    desk.wait(LEASE + PACE.window - 1).await;
    assert_eq!(desk.store.figures("").await.unwrap().places_taken, 1);
    desk.wait(1).await;
    assert_eq!(desk.store.figures("").await.unwrap().places_taken, 0);
}

pub(super) async fn a_request_that_was_not_sent_gives_its_place_back<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.pace = Pace { requests: Some(1), window: 60 * MINUTE };
    desk.customer("1").await;
    desk.customer("2").await;
    let unsent = desk.claim().await;
    desk.settle_as(&unsent, LATER, Request::NotSent).await;
    let next = desk.claim().await;
    assert_eq!(next.id, 2);
    desk.settle(&next, LATER).await;
    assert_eq!(desk.nothing().await, Some(45_000));
    desk.wait(59 * MINUTE).await; // both are due
    assert_eq!(desk.nothing().await, Some(MINUTE), "the place of the one that was sent");
}

pub(super) async fn a_wait_of_the_service_is_everybodys_and_fifteen_minutes_at_most<S: Subject>(
    store: S,
) {
    let mut desk = Desk::new(store);
    desk.pace = UNPACED;
    for uid in 0..4 {
        desk.customer(&uid.to_string()).await;
    }
    let wait = |after| Response::TryLater { after: Some(after), asked: Whom::Everybody };
    desk.deliver(wait(30_000)).await;
    assert_eq!(desk.nothing().await, Some(30_000));
    desk.wait(30_000).await;
    desk.deliver(wait(24 * 60 * MINUTE)).await;
    assert_eq!(desk.nothing().await, Some(15 * MINUTE));
    desk.wait(15 * MINUTE).await;
    let alone = Response::TryLater { after: Some(8 * MINUTE), asked: Whom::This };
    let id = desk.deliver(alone).await;
    assert_eq!(desk.row(id).await.due_at, Some(desk.now + 8 * MINUTE));
    desk.claim().await;
}
