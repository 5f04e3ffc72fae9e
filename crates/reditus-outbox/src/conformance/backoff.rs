use super::{
    desk::{Desk, LATER, RECORDED, REFUSED, SETUP},
    subject::Subject,
};
use crate::{
    State,
    decide::{HOUR, MINUTE},
    verbs::{Retry, Which},
};

const DAY: i64 = 24 * HOUR;

pub(super) async fn try_later_waits_minutes_at_first_and_hours_at_last<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("42").await;
    let mut waits = Vec::new();
    for _ in 0..20 {
        desk.deliver(LATER).await;
        let wait = desk.nothing().await.unwrap();
        waits.push(wait);
        desk.wait(wait).await;
    }
    assert!(waits[0] >= MINUTE / 2 && waits[0] <= MINUTE);
    assert!(waits.is_sorted(), "{waits:?}");
    assert_eq!(waits[19], 3 * HOUR, "half of four hours, and half of the other half");
    desk.deliver(RECORDED).await;
}

/// Fails with *try later* until it is dead; returns for how long it was tried.
async fn give_up<S: Subject>(desk: &mut Desk<S>) -> i64 {
    let mut tried = 0;
    loop {
        let id = desk.deliver(LATER).await;
        if desk.state(id).await == State::Dead {
            return tried;
        }
        let wait = desk.nothing().await.unwrap();
        tried += wait;
        desk.wait(wait).await;
    }
}

pub(super) async fn an_entry_is_given_up_after_thirty_days_of_trying<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("42").await;
    let tried = give_up(&mut desk).await;
    assert!((30 * DAY..30 * DAY + 4 * HOUR).contains(&tried), "{} h", tried / HOUR);
    let row = desk.rows().await.remove(0);
    assert!(row.body.is_some() && row.reason.as_deref() == Some("reason"));
    assert_eq!(desk.nothing().await, None);
}

pub(super) async fn time_without_attempts_does_not_count<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("never tried").await;
    desk.wait(40 * DAY).await;
    let id = desk.deliver(LATER).await;
    desk.wait(40 * DAY).await; // no worker
    desk.deliver(LATER).await;
    desk.wait(HOUR).await;
    desk.deliver(SETUP).await;
    for _ in 0..10 {
        desk.probe(SETUP).await;
        desk.wait(4 * DAY).await;
        let delivery = desk.claim().await;
        desk.settle(&delivery, LATER).await;
    }
    assert_eq!(desk.state(id).await, State::Waiting);
    desk.wait(4 * HOUR).await; // the longest wait between attempts
    let delivery = desk.claim().await;
    desk.settle(&delivery, SETUP).await;
    desk.probe(RECORDED).await;
    assert_eq!(desk.state(id).await, State::Sent);
}

pub(super) async fn a_refused_entry_is_tried_four_more_times_then_dead<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("42").await;
    for hours in [1, 6, 24, 72] {
        let id = desk.deliver(REFUSED).await;
        assert_eq!(desk.state(id).await, State::Refused);
        assert_eq!(desk.nothing().await, Some(hours * HOUR));
        desk.wait(hours * HOUR).await;
    }
    let id = desk.deliver(REFUSED).await;
    assert_eq!(desk.state(id).await, State::Dead);
    assert!(desk.row(id).await.body.is_some());
    desk.wait(400 * DAY).await;
    assert_eq!(desk.nothing().await, None);
}

pub(super) async fn a_retried_entry_begins_again<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let retry = |which| Retry { account: String::new(), which };
    desk.customer("42").await;
    give_up(&mut desk).await;
    assert_eq!(desk.run(retry(Which::One(999))).await, 0);
    assert_eq!(desk.run(retry(Which::All(State::Dead))).await, 1);
    assert_eq!(desk.run(retry(Which::All(State::Dead))).await, 0);
    assert!(give_up(&mut desk).await >= 30 * DAY);
    desk.customer("43").await;
    let refused = desk.deliver(REFUSED).await;
    assert_eq!(desk.run(retry(Which::All(State::Refused))).await, 1);
    let claimed = desk.claim().await;
    assert_eq!(claimed.id, refused);
    assert_eq!(desk.run(retry(Which::One(refused))).await, 0, "it is in flight");
    desk.settle(&claimed, REFUSED).await;
    assert_eq!(desk.nothing().await, Some(HOUR), "as the first time");
    assert_eq!(desk.run(retry(Which::One(refused))).await, 1);
    assert_eq!(desk.deliver(RECORDED).await, refused);
    assert_eq!(desk.run(retry(Which::One(refused))).await, 0, "it is sent");
}
