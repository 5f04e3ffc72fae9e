use reditus::Conversion;

use super::{
    desk::{Desk, LATER, RECORDED, REFUSED},
    subject::Subject,
};
use crate::{State, decide::HOUR};

pub(super) async fn one_customer_has_one_entry_at_a_time_in_order<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    // The third shares its e-mail with the first and its uid with the second.
    desk.enqueue(&Conversion::affiliate("a").email("Jane@example.com")).await;
    desk.enqueue(&Conversion::affiliate("b").uid("42")).await;
    desk.enqueue(&Conversion::affiliate("c").email(" jane@EXAMPLE.com ").uid("42")).await;
    desk.enqueue(&Conversion::affiliate("d").uid("42")).await;
    let first = desk.claim().await;
    let second = desk.claim().await;
    assert_eq!((first.id, second.id), (1, 2));
    assert!(desk.nothing().await.is_some(), "the lease of those in flight");
    desk.settle(&second, RECORDED).await;
    desk.nothing().await;
    desk.settle(&first, LATER).await;
    desk.nothing().await;
    desk.wait(HOUR).await;
    assert_eq!(desk.deliver(RECORDED).await, 1);
    assert_eq!(desk.deliver(RECORDED).await, 3);
    assert_eq!(desk.deliver(RECORDED).await, 4);
}

pub(super) async fn other_customers_do_not_wait<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.enqueue(&Conversion::affiliate("a").uid("1")).await;
    desk.enqueue(&Conversion::affiliate("b").uid("1")).await;
    desk.enqueue(&Conversion::affiliate("a").uid("2")).await;
    desk.enqueue(&Conversion::affiliate("a").email("1")).await;
    desk.enqueue(&Conversion::affiliate("a").uid("1 ")).await;
    let claimed = [desk.claim().await, desk.claim().await, desk.claim().await, desk.claim().await];
    assert_eq!(claimed.map(|delivery| delivery.id), [1, 3, 4, 5]);
    desk.nothing().await;
}

pub(super) async fn refused_and_dead_entries_hold_up_nobody<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.enqueue(&Conversion::affiliate("wrong").uid("1")).await;
    desk.enqueue(&Conversion::affiliate("right").uid("1")).await;
    assert_eq!(desk.deliver(REFUSED).await, 1);
    assert_eq!(desk.deliver(RECORDED).await, 2);
    desk.wait(HOUR).await;
    assert_eq!(desk.deliver(RECORDED).await, 1);
}

pub(super) async fn a_refused_entry_waits_for_a_later_one_in_flight<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.enqueue(&Conversion::affiliate("wrong").uid("1")).await;
    desk.enqueue(&Conversion::affiliate("right").uid("1")).await;
    desk.deliver(REFUSED).await;
    desk.wait(HOUR - 1).await;
    let later = desk.claim().await;
    assert_eq!(later.id, 2);
    desk.wait(1).await;
    desk.nothing().await;
    desk.settle(&later, LATER).await;
    assert_eq!(desk.deliver(RECORDED).await, 1, "it does not wait for one that only waits");
    assert_eq!(desk.state(2).await, State::Waiting);
}

pub(super) async fn a_long_line_is_served_in_order<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    for slug in 0..150 {
        desk.enqueue(&Conversion::affiliate(format!("{slug}")).email("jane@example.com")).await;
    }
    desk.customer("another").await;
    let first = desk.claim().await;
    let other = desk.claim().await;
    assert_eq!((first.id, other.id), (1, 151));
    desk.settle(&first, RECORDED).await;
    for id in 2..=150 {
        assert_eq!(desk.deliver(RECORDED).await, id);
    }
}
