use reditus::Conversion;

use super::{
    desk::{Desk, RECORDED},
    subject::Subject,
};
use crate::{Entry, State};

pub(super) async fn an_unreadable_body_fails_nobody_and_is_dead_at_once<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let bodies = [
        "",
        "no JSON",
        "[1]",
        "null",
        r#""text""#,
        r#"{"affiliate_slug":"a","advocate_slug":"b","uid":"1"}"#,
        r#"{"uid":"1"}"#,
        r#"{"affiliate_slug":"a","uid":{"a":1},"email":["x"]}"#,
        r#"{"affiliate_slug":"a","uid":12}"#,
        r#"{"affiliate_slug":"a","uid":"\u0000"}"#,
        r#"{"affiliate_slug":"a","uid":"\ud800"}"#,
        r#"{"affiliate_slug":"a","email":""}"#,
        r#"{"affiliate_slug":"a","email":"#,
    ];
    for (key, body) in bodies.iter().enumerate() {
        desk.store.enqueue(&key.to_string(), body).await.expect(body);
    }
    desk.customer("1").await;
    assert_eq!(desk.deliver(RECORDED).await, 14, "it waits for none of them");
    desk.nothing().await;
    let rows = desk.rows().await;
    for (row, body) in rows.iter().zip(bodies) {
        assert_eq!(row.state, State::Dead, "{body}");
        assert_eq!((row.attempts, row.reason.as_deref()), (0, Some("unreadable")));
        assert_eq!(row.body.as_deref(), Some(body));
    }
}

pub(super) async fn a_long_body_fails_nobody<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let longest = "x".repeat(Conversion::MAX_LENGTH);
    desk.enqueue(&Conversion::affiliate("a").email(&longest).uid(&longest)).await;
    desk.enqueue(&Conversion::affiliate("b").email(&longest)).await;
    let hex: String = (0..400_000).map(|_| fastrand::digit(16)).collect();
    let body = format!(r#"{{"affiliate_slug":"a","email":"{hex}","uid":"{hex}"}}"#);
    desk.store.enqueue("key", &body).await.unwrap();
    assert_eq!(desk.deliver(RECORDED).await, 1);
    assert_eq!(desk.deliver(RECORDED).await, 2);
    desk.nothing().await;
    assert_eq!(desk.state(3).await, State::Dead);
}

pub(super) async fn a_body_with_the_mark_keeps_it<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    let unmarked = Conversion::affiliate("john").email("jane@example.com");
    let marked = unmarked.clone().possibly_recorded();
    assert_eq!(Entry::new(&marked).unwrap().key(), Entry::new(&unmarked).unwrap().key());
    desk.enqueue(&marked).await;
    desk.enqueue(&unmarked).await;
    let delivery = desk.claim().await;
    assert!(*delivery.conversion() == unmarked && delivery.conversion().is_possibly_recorded());
    desk.nothing().await;
}
