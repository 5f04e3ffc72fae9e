use reditus::Conversion;

use super::{
    desk::{BEFORE, Desk, LATER, RECORDED, REFUSED},
    subject::Subject,
};
use crate::{
    Entry, State, Stats,
    store::{Page, SentAs},
    verbs::{Look, Settled},
};

pub(super) async fn an_entry_is_sent_once_and_its_body_is_deleted<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let conversion = Conversion::affiliate("john").email(" Jane@Example.com ").uid("42").gr_id("c");
    desk.enqueue(&conversion).await;
    let before = desk.rows().await.remove(0);
    assert_eq!(before.state, State::Waiting);
    assert!(before.fresh && before.email.is_some() && before.uid.is_some());

    let delivery = desk.claim().await;
    assert!(*delivery.conversion() == conversion && !delivery.conversion().is_possibly_recorded());
    assert_eq!(desk.state(delivery.id).await, State::Delivering);
    let Settled::Now { row, .. } = desk.settle(&delivery, RECORDED).await else {
        panic!("too late");
    };
    assert_eq!((row.state, row.outcome), (State::Sent, Some(SentAs::Recorded)));
    let row = desk.row(delivery.id).await;
    assert_eq!(row.key, Entry::new(&conversion).unwrap().key());
    assert_eq!((row.body, row.due_at), (None, None));
    for identity in [row.email.unwrap(), row.uid.unwrap()] {
        assert!(identity.starts_with("sha256:") && identity.len() == 71, "not a digest");
    }
    assert_eq!(desk.nothing().await, None);
}

pub(super) async fn a_duplicate_fails_nobody_and_is_not_sent_again<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    for response in [RECORDED, BEFORE, REFUSED, LATER] {
        let conversion = Conversion::affiliate("john").uid(format!("{response:?}"));
        desk.enqueue(&conversion).await;
        desk.enqueue(&conversion.clone().gr_id("another click")).await;
        let delivery = desk.claim().await;
        desk.enqueue(&conversion).await;
        desk.settle(&delivery, response).await;
        desk.enqueue(&conversion).await;
        assert!(!desk.import(&conversion).await);
    }
    assert_eq!(desk.rows().await.len(), 4);
    assert!(desk.nothing().await.is_some(), "two are tried again");
}

pub(super) async fn figures_and_lists_show_every_state<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let look = || Look { account: String::new() };
    assert!(Stats::of(desk.run(look()).await).is_empty());
    desk.customer("sent").await;
    desk.deliver(RECORDED).await;
    desk.enqueue(&Conversion::affiliate("john").uid("refused")).await;
    desk.deliver(REFUSED).await;
    desk.store.enqueue("dead", "no JSON").await.unwrap();
    desk.nothing().await;
    desk.wait(7_000).await;
    desk.customer("delivering").await;
    desk.claim().await;
    desk.customer("waiting").await;
    desk.wait(3_000).await;

    let stats = Stats::of(desk.run(look()).await);
    let counts = [stats.waiting, stats.delivering, stats.refused, stats.dead];
    assert_eq!(counts, [1, 1, 1, 1]);
    assert_eq!(stats.oldest.unwrap().as_secs(), 10, "the refused one");
    assert!(!stats.is_empty() && stats.paused.is_none() && stats.places_left.is_none());

    assert_eq!(desk.rows().await.len(), 5);
    for state in State::ALL {
        let page = Page { state: Some(state), after: 0, limit: 10 };
        let rows = desk.store.rows("", page).await.unwrap();
        assert_eq!(rows.len(), 1, "{state}");
        let next = Page { after: rows[0].id, ..page };
        assert!(desk.store.rows("", next).await.unwrap().is_empty());
    }
}
