use reditus::Conversion;

use super::{
    desk::{Desk, RECORDED},
    subject::Subject,
};
use crate::decide::{HOUR, MINUTE, Pace};

const PACE: Pace = Pace { requests: Some(100), window: 5 * MINUTE };
const INTERVAL: i64 = 3_000;

async fn backlog<S: Subject>(desk: &mut Desk<S>, count: usize) {
    for uid in 0..count {
        desk.import(&Conversion::affiliate("john").uid(format!("backlog {uid}"))).await;
    }
}

pub(super) async fn without_a_backlog_fresh_entries_go_out_at_once<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.pace = PACE;
    for uid in 0..100 {
        desk.customer(&uid.to_string()).await;
    }
    for _ in 0..100 {
        desk.deliver(RECORDED).await;
    }
    desk.customer("one more").await;
    assert_eq!(desk.nothing().await, Some(5 * MINUTE));
}

pub(super) async fn with_a_backlog_every_fourth_place_goes_to_it<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.pace = PACE;
    backlog(&mut desk, 10).await;
    for uid in 0..9 {
        desk.customer(&uid.to_string()).await;
    }
    let mut fresh = String::new();
    for _ in 0..16 {
        let id = desk.deliver(RECORDED).await;
        fresh.push(if id > 10 { 'f' } else { 'b' });
        desk.wait(INTERVAL).await;
    }
    assert_eq!(fresh, "fffbfffbfffbbbbb");
}

pub(super) async fn with_a_backlog_requests_are_spread_evenly<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.pace = PACE;
    backlog(&mut desk, 300).await;
    let mut longest = 0;
    for uid in 0..60 {
        // One signup in ten seconds, at whatever moment of the interval.
        desk.customer(&uid.to_string()).await;
        let mut waited = 0;
        let enqueued = desk.rows().await.last().unwrap().id;
        loop {
            match desk.try_claim().await {
                Ok(delivery) => {
                    desk.settle(&delivery, RECORDED).await;
                    if delivery.id == enqueued {
                        break;
                    }
                }
                Err(wait) => {
                    let wait = wait.expect("a place to come");
                    assert!(wait <= INTERVAL, "the window is never full");
                    desk.wait(wait).await;
                    waited += wait;
                }
            }
        }
        longest = longest.max(waited);
        desk.wait(10_007 - waited.min(10_000)).await;
    }
    assert!(longest > 0 && longest <= 4 * INTERVAL, "{longest} ms");
}

pub(super) async fn an_import_is_never_fresh<S: Subject>(store: S) {
    let mut desk = Desk::new(store);
    desk.pace = PACE;
    desk.customer("from an outage").await;
    desk.wait(HOUR).await;
    backlog(&mut desk, 1).await;
    desk.customer("fresh").await;
    for id in [3, 1, 2] {
        assert_eq!(desk.deliver(RECORDED).await, id);
        desk.wait(INTERVAL).await;
    }
}
