use super::{
    desk::{BEFORE, Desk, LATER, LEASE, RECORDED},
    subject::Subject,
};
use crate::{
    State,
    store::{SentAs, Transaction},
    verbs::Settled,
};

pub(super) async fn after_the_lease_another_worker_goes_on_and_the_mark_is_set<S: Subject>(
    store: S,
) {
    let mut desk = Desk::new(store);
    desk.customer("42").await;
    let lost = desk.claim().await;
    assert!(!lost.conversion().is_possibly_recorded());
    assert_eq!(desk.nothing().await, Some(LEASE));
    desk.wait(LEASE - 1).await;
    assert_eq!(desk.nothing().await, Some(1));
    desk.wait(1).await;
    let again = desk.claim().await;
    assert_eq!((again.id, again.attempt), (lost.id, 2));
    assert!(again.conversion().is_possibly_recorded(), "the first attempt may have been recorded");
    desk.settle(&again, BEFORE).await;
    assert_eq!(desk.state(lost.id).await, State::Sent);
}

pub(super) async fn a_lost_response_marks_an_entry_for_good<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("42").await;
    let lost = desk.claim().await;
    desk.lose(&lost).await;
    let (_, second) = desk.next().await;
    assert!(second.conversion().is_possibly_recorded());
    // That the second attempt was not recorded says nothing about the first.
    desk.settle(&second, LATER).await;
    let (_, third) = desk.next().await;
    assert!(third.conversion().is_possibly_recorded());
}

pub(super) async fn a_settlement_after_the_lease_changes_nothing<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("42").await;
    let slow = desk.claim().await;
    desk.wait(LEASE).await;
    let quick = desk.claim().await;
    assert!(matches!(desk.settle(&slow, RECORDED).await, Settled::TooLate));
    assert_eq!(desk.state(quick.id).await, State::Delivering);
    desk.settle(&quick, RECORDED).await;
    assert!(matches!(desk.settle(&slow, LATER).await, Settled::TooLate));
    assert_eq!(desk.row(quick.id).await.outcome, Some(SentAs::Recorded));
}

pub(super) async fn a_claim_that_was_not_committed_never_was<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.customer("42").await;
    let before = desk.rows().await;
    {
        let mut tx = desk.store.begin("").await.unwrap();
        let mut row = tx.load(before[0].id).await.unwrap().unwrap();
        row.state = State::Delivering;
        tx.save(&row).await.unwrap();
        let mut account = tx.account().clone();
        account.refused = 7;
        tx.save_account(&account).await.unwrap();
    }
    assert!(desk.rows().await == before);
    assert_eq!(desk.account_row().await.refused, 0);
    assert!(!desk.claim().await.conversion().is_possibly_recorded());
}
