use super::{
    desk::{Desk, RECORDED, SETUP},
    subject::Subject,
};
use crate::{
    Stats,
    decide::{HOUR, Pace},
    verbs::{Forget, Look},
};

pub(super) async fn accounts_do_not_see_each_other<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    if !S::HAS_ACCOUNTS {
        return;
    }
    desk.pace = Pace { requests: Some(2), window: HOUR };
    let conversion = reditus::Conversion::affiliate("john").uid("42");
    desk.enqueue(&conversion).await;
    desk.account = "other".to_owned();
    assert!(desk.import(&conversion).await, "the same key in another account");
    assert!(!desk.import(&conversion).await);
    assert_eq!(desk.rows().await.len(), 1);

    let other = desk.claim().await;
    desk.account = String::new();
    let ours = desk.claim().await;
    assert_ne!(ours.id, other.id);
    desk.settle(&ours, SETUP).await;
    let stats = |seen| Stats::of(seen);
    let seen = desk.run(Look { account: String::new() }).await;
    assert!(stats(seen).paused.is_some());
    let seen = stats(desk.run(Look { account: "other".to_owned() }).await);
    assert!(seen.paused.is_none());
    assert_eq!((seen.delivering, seen.places_left), (1, Some(1)));

    let forget = Forget { account: String::new(), customer: "42".to_owned() };
    assert_eq!(desk.run(forget).await, 1);
    desk.account = "other".to_owned();
    desk.settle(&other, RECORDED).await;
    assert_eq!(desk.rows().await.len(), 1);
}
