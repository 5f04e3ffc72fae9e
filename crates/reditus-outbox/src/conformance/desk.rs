//! How the cases speak with a store.

use reditus::Conversion;

use super::subject::{START, Subject};
use crate::{
    Entry, Origin, State,
    decide::{Attempt, MINUTE, Pace, Purpose, Response, Whom},
    store::{Account, Millis, Page, Row, SentAs},
    verbs::{Claim, Claimed, Delivery, Enqueue, Request, Settle, Settled, Verb},
};

pub(super) const LEASE: Millis = 90_000;

pub(super) const UNPACED: Pace = Pace { requests: None, window: 0 };

pub(super) const RECORDED: Response = Response::Sent(SentAs::Recorded);
pub(super) const BEFORE: Response = Response::Sent(SentAs::RecordedBefore);
pub(super) const LATER: Response = Response::TryLater { after: None, asked: Whom::This };
pub(super) const REFUSED: Response = Response::FixConversion { documented: true };
pub(super) const SETUP: Response = Response::FixSetup;

/// A store, its clock, and a worker's habits.
pub(super) struct Desk<S> {
    pub(super) store: S,
    pub(super) now: Millis,
    pub(super) pace: Pace,
    pub(super) account: String,
}

impl<S: Subject> Desk<S> {
    pub(super) fn new(store: S) -> Self {
        Self { store, now: START, pace: UNPACED, account: String::new() }
    }

    pub(super) async fn wait(&mut self, millis: Millis) {
        self.now += millis;
        self.store.set_clock(self.now).await;
    }

    pub(super) async fn run<V: Verb>(&mut self, verb: V) -> V::Output {
        verb.run(&mut self.store).await.unwrap()
    }

    /// By the public statement.
    pub(super) async fn enqueue(&mut self, conversion: &Conversion) {
        let entry = Entry::new(conversion).unwrap();
        self.store.enqueue(entry.key(), entry.body()).await.unwrap();
    }

    pub(super) async fn import(&mut self, conversion: &Conversion) -> bool {
        let entries = vec![Entry::new(conversion).unwrap()];
        let account = self.account.clone();
        self.run(Enqueue { account, entries, origin: Origin::Import }).await[0]
    }

    pub(super) async fn customer(&mut self, uid: &str) {
        self.enqueue(&Conversion::affiliate("john").uid(uid)).await;
    }

    pub(super) async fn try_claim(&mut self) -> Result<Delivery, Option<Millis>> {
        let claim = Claim { account: self.account.clone(), pace: self.pace, lease: LEASE };
        for _ in 0..100 {
            match self.run(claim.clone()).await {
                Claimed::Entry(delivery) => return Ok(delivery),
                Claimed::Nothing { again_in: Some(0) } => {}
                Claimed::Nothing { again_in } => return Err(again_in),
            }
        }
        panic!("a hundred claims without end");
    }

    pub(super) async fn claim(&mut self) -> Delivery {
        self.try_claim().await.expect("an entry that is due")
    }

    pub(super) async fn nothing(&mut self) -> Option<Millis> {
        self.try_claim().await.err().expect("nothing that is due")
    }

    /// Waits for the next entry to be due.
    pub(super) async fn next(&mut self) -> (Millis, Delivery) {
        match self.try_claim().await {
            Ok(delivery) => (0, delivery),
            Err(wait) => {
                let wait = wait.expect("something to wait for");
                self.wait(wait).await;
                (wait, self.claim().await)
            }
        }
    }

    pub(super) async fn settle(&mut self, delivery: &Delivery, response: Response) -> Settled {
        self.settle_as(delivery, response, Request::Sent).await
    }

    pub(super) async fn settle_as(
        &mut self,
        delivery: &Delivery,
        response: Response,
        request: Request,
    ) -> Settled {
        let reason = (!matches!(response, Response::Sent(_))).then(|| "reason".to_owned());
        let attempt = Attempt { response, possibly_recorded: false, reason };
        self.settle_attempt(delivery, attempt, request).await
    }

    /// The response is lost, so the attempt may have been recorded.
    pub(super) async fn lose(&mut self, delivery: &Delivery) -> Settled {
        let attempt = Attempt { response: LATER, possibly_recorded: true, reason: None };
        self.settle_attempt(delivery, attempt, Request::Sent).await
    }

    async fn settle_attempt(
        &mut self,
        delivery: &Delivery,
        attempt: Attempt,
        request: Request,
    ) -> Settled {
        self.run(Settle {
            account: self.account.clone(),
            pace: self.pace,
            id: delivery.id,
            attempt_no: delivery.attempt,
            purpose: delivery.purpose,
            attempt,
            request,
            luck: 0.5,
        })
        .await
    }

    /// Claims and settles at once; returns the entry's number.
    pub(super) async fn deliver(&mut self, response: Response) -> i64 {
        let delivery = self.claim().await;
        self.settle(&delivery, response).await;
        delivery.id
    }

    /// Waits for the next probe, and settles it so.
    pub(super) async fn probe(&mut self, response: Response) -> (Millis, i64) {
        let mut wait = self.nothing().await.expect("a probe to come");
        self.wait(wait).await;
        // The time for a probe may come before any entry is due.
        let delivery = match self.try_claim().await {
            Ok(delivery) => delivery,
            Err(due_in) => {
                let due_in = due_in.expect("an entry to probe with");
                self.wait(due_in).await;
                wait += due_in;
                self.claim().await
            }
        };
        assert_eq!(delivery.purpose, Purpose::Probe);
        self.settle(&delivery, response).await;
        (wait / MINUTE, delivery.id)
    }

    pub(super) async fn rows(&mut self) -> Vec<Row> {
        let page = Page { state: None, after: 0, limit: 10_000 };
        self.store.rows(&self.account, page).await.unwrap()
    }

    pub(super) async fn row(&mut self, id: i64) -> Row {
        self.rows().await.into_iter().find(|row| row.id == id).expect("the entry")
    }

    pub(super) async fn state(&mut self, id: i64) -> State {
        self.row(id).await.state
    }

    pub(super) async fn account_row(&mut self) -> Account {
        self.store.glance(&self.account).await.unwrap().account
    }
}
