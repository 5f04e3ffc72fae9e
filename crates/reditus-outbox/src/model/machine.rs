//! Two workers, a service, and an outbox: what can happen, one step at a time.

use std::collections::BTreeMap;

use reditus::Conversion;

use crate::{
    Entry,
    conformance::Subject,
    decide::{Attempt, HOUR, Pace, Purpose, Response, Whom},
    store::{Millis, Page, Row, SentAs, State},
    verbs::{Claim, Claimed, Prune, Request, Retry, Settle, Settled, Verb, Which},
};

pub(super) const LEASE: Millis = 90_000;
const PACE: Pace = Pace { requests: None, window: 0 };

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Action {
    /// The next conversion is committed.
    Enqueue,
    Claim(usize),
    /// The worker sends its request, and this is what it sees.
    Send(usize, Seen),
    Settle(usize),
    /// The worker is killed, whatever it was doing.
    Crash(usize),
    /// Time passes until something is due.
    Tick,
    /// The clock is set an hour forward or back.
    Jump(Direction),
    RetryRefused,
    RetryDead,
    EnqueueUnreadable,
    PruneSent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    Forward,
    Back,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Seen {
    /// What the service says: recorded, or recorded before.
    Truth,
    /// Recorded, but the response is lost.
    Lost,
    /// A 503.
    Failing,
    /// A 400.
    Refused,
    /// A 401.
    Setup,
}

/// What a worker holds in memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct InFlight {
    id: i64,
    attempt: i64,
    purpose: Purpose,
    slug: String,
    uid: String,
    marked: bool,
    response: Option<Attempt>,
}

/// A fault that is planted, for the check to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Bug {
    None,
    /// An attempt whose settlement was lost leaves no mark.
    NoMark,
    /// A settlement does not say which claim it is of.
    NoFence,
    /// A worker settles before it has a response.
    SettledFirst,
}

/// Everything but the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    pub(super) workers: [Option<InFlight>; 2],
    /// By customer, the slug that is paid.
    pub(super) service: BTreeMap<String, String>,
    pub(super) enqueued: usize,
    pub(super) too_late: bool,
    pub(super) bug: Bug,
}

/// Slug and customer of each conversion, in order.
pub(super) const CONVERSIONS: [(&str, &str); 3] = [("first", "1"), ("second", "1"), ("other", "2")];

impl World {
    pub(super) fn new(bug: Bug) -> Self {
        Self { workers: [None, None], service: BTreeMap::new(), enqueued: 0, too_late: false, bug }
    }

    pub(super) async fn step<S: Subject>(&mut self, store: &mut S, now: &mut Millis, act: Action) {
        match act {
            Action::Enqueue => {
                let (slug, uid) = CONVERSIONS[self.enqueued % CONVERSIONS.len()];
                let round = self.enqueued / CONVERSIONS.len();
                let slug = if round == 0 { slug.to_owned() } else { format!("{slug}{round}") };
                let entry = Entry::new(&Conversion::affiliate(slug).uid(uid)).unwrap();
                store.enqueue(entry.key(), entry.body()).await.unwrap();
                self.enqueued += 1;
            }
            Action::EnqueueUnreadable => {
                store.enqueue(&format!("{now}"), "unreadable").await.unwrap();
            }
            Action::Claim(worker) => self.claim(store, worker).await,
            Action::Send(worker, seen) => self.send(worker, seen),
            Action::Settle(worker) => self.settle(store, worker).await,
            Action::Crash(worker) => self.workers[worker] = None,
            Action::Tick => {
                let glance = store.glance("").await.unwrap();
                let account = glance.account;
                let next = [glance.due_at, Some(account.probe_at), Some(account.wait_until)];
                let next = next.into_iter().flatten().filter(|&at| at > *now).min();
                *now = next.unwrap_or(*now + HOUR);
                store.set_clock(*now).await;
            }
            Action::Jump(direction) => {
                *now += if direction == Direction::Forward { HOUR } else { -HOUR };
                store.set_clock(*now).await;
            }
            Action::RetryRefused => retry(store, State::Refused).await,
            Action::RetryDead => retry(store, State::Dead).await,
            Action::PruneSent => {
                let prune = Prune { account: String::new(), keep: -1 };
                prune.run(store).await.unwrap();
            }
        }
    }

    async fn claim<S: Subject>(&mut self, store: &mut S, worker: usize) {
        let claim = Claim { account: String::new(), pace: PACE, lease: LEASE };
        let Claimed::Entry(delivery) = claim.run(store).await.unwrap() else { return };
        let fields = delivery.conversion().fields();
        self.workers[worker] = Some(InFlight {
            id: delivery.id,
            attempt: delivery.attempt,
            purpose: delivery.purpose,
            slug: fields.referrer.slug().to_owned(),
            uid: fields.uid.unwrap_or_default().to_owned(),
            marked: delivery.conversion().is_possibly_recorded() && self.bug != Bug::NoMark,
            response: None,
        });
    }

    fn send(&mut self, worker: usize, seen: Seen) {
        let Some(held) = &mut self.workers[worker] else { return };
        let recorded = self.service.contains_key(&held.uid);
        let (response, possibly_recorded) = match seen {
            Seen::Truth if !recorded => (Response::Sent(SentAs::Recorded), false),
            Seen::Truth if held.marked => (Response::Sent(SentAs::PossiblyOurs), false),
            Seen::Truth => (Response::Sent(SentAs::RecordedBefore), false),
            Seen::Lost => (Response::TryLater { after: None, asked: Whom::This }, true),
            Seen::Failing => {
                let after = Some(20_000);
                (Response::TryLater { after, asked: Whom::Everybody }, false)
            }
            Seen::Refused => (Response::FixConversion { documented: true }, false),
            Seen::Setup => (Response::FixSetup, false),
        };
        if matches!(seen, Seen::Truth | Seen::Lost) {
            self.service.entry(held.uid.clone()).or_insert_with(|| held.slug.clone());
        }
        held.response = Some(Attempt { response, possibly_recorded, reason: None });
    }

    async fn settle<S: Subject>(&mut self, store: &mut S, worker: usize) {
        let Some(held) = self.workers[worker].take() else { return };
        let early = Attempt {
            response: Response::Sent(SentAs::Recorded),
            possibly_recorded: false,
            reason: None,
        };
        let attempt = match (held.response, self.bug) {
            (Some(attempt), _) => attempt,
            (None, Bug::SettledFirst) => early,
            (None, _) => return,
        };
        let attempt_no = match self.bug {
            Bug::NoFence => {
                rows(store).await.iter().find(|row| row.id == held.id).map_or(0, |row| row.attempts)
            }
            _ => held.attempt,
        };
        let settle = Settle {
            account: String::new(),
            pace: PACE,
            id: held.id,
            attempt_no,
            purpose: held.purpose,
            attempt,
            request: Request::Sent,
            luck: 0.5,
        };
        self.too_late |= matches!(settle.run(store).await.unwrap(), Settled::TooLate);
    }

    pub(super) fn holds_response(&self, worker: usize) -> Option<bool> {
        self.workers[worker].as_ref().map(|held| held.response.is_some())
    }
}

pub(super) async fn rows<S: Subject>(store: &mut S) -> Vec<Row> {
    store.rows("", Page { state: None, after: 0, limit: 1000 }).await.unwrap()
}

async fn retry<S: Subject>(store: &mut S, state: State) {
    let retry = Retry { account: String::new(), which: Which::All(state) };
    retry.run(store).await.unwrap();
}
