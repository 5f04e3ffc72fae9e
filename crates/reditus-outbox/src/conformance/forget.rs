use reditus::Conversion;

use super::{
    desk::{Desk, LATER, RECORDED, REFUSED},
    subject::Subject,
};
use crate::{
    State,
    decide::HOUR,
    verbs::{Forget, Prune, Settled},
};

pub(super) async fn forgetting_a_customer_leaves_nothing_of_them<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let forget = |customer: &str| Forget { account: String::new(), customer: customer.to_owned() };
    let jane = |slug: &str| Conversion::affiliate(slug).email("Jane@Example.com");
    desk.enqueue(&jane("sent").uid("42")).await;
    desk.deliver(RECORDED).await;
    desk.enqueue(&jane("refused")).await;
    desk.deliver(REFUSED).await;
    desk.enqueue(&Conversion::affiliate("in flight").uid("42")).await;
    let in_flight = desk.claim().await;
    desk.enqueue(&jane("waiting").uid("42")).await;
    desk.enqueue(&Conversion::affiliate("by uid").uid("42")).await;
    desk.enqueue(&Conversion::affiliate("by uid").uid("jane@example.com")).await;
    desk.customer("another").await;
    assert_eq!([desk.claim().await.id, desk.claim().await.id], [6, 7]);
    assert_eq!(desk.run(forget("nobody")).await, 0);
    assert_eq!(desk.run(forget(" jane@example.COM ")).await, 4);
    assert_eq!(desk.run(forget("42")).await, 2);
    assert!(matches!(desk.settle(&in_flight, LATER).await, Settled::TooLate));
    let left = desk.rows().await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, 7);
    // Nothing knows the customer any more, the key included.
    desk.enqueue(&jane("sent").uid("42")).await;
    assert_eq!(desk.deliver(RECORDED).await, 8);
}

pub(super) async fn what_was_sent_is_kept_for_a_time_without_its_body<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let keep = 90 * 24 * HOUR;
    let prune = || Prune { account: String::new(), keep };
    for uid in 0..250 {
        desk.customer(&uid.to_string()).await;
        desk.deliver(RECORDED).await;
    }
    desk.customer("refused").await;
    desk.deliver(REFUSED).await;
    desk.wait(keep).await;
    assert_eq!(desk.run(prune()).await, 0);
    desk.customer("0").await;
    assert_eq!(desk.rows().await.len(), 251);
    desk.wait(1).await;
    assert_eq!(desk.run(prune()).await, 250);
    assert_eq!(desk.rows().await[0].state, State::Refused);
    desk.customer("0").await;
    assert_eq!(desk.rows().await.len(), 2);
}
