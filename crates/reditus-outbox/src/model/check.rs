//! Every state that can be reached, and what must hold in each.

use stateright::{Checker, Model, Property};

use super::machine::{Action, Bug, CONVERSIONS, Direction, LEASE, Seen, World};
use crate::{
    conformance::START,
    decide::{HOUR, Pace},
    outbox::at_once,
    store::{Row, SentAs, State, memory::MemoryStore},
    verbs::{Claim, Claimed, Verb},
};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Snapshot {
    store: MemoryStore,
    world: World,
    left: Budget,
}

/// How often what is not the protocol's doing may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Budget {
    conversions: usize,
    crashes: usize,
    faults: usize,
    jumps: usize,
}

#[derive(Clone, Copy)]
struct Outboxes {
    bug: Bug,
    budget: Budget,
}

/// This many claims of one entry are explored.
const ATTEMPTS: i64 = 3;

fn run<T>(work: impl Future<Output = T>) -> T {
    at_once(async { Ok(work.await) }).unwrap()
}

impl Snapshot {
    /// Moves every time so that now is `START`. Of what is over it does not matter when it was.
    fn normalize(&mut self) {
        let shift = START - self.store.now;
        let store = &mut self.store;
        store.now = START;
        store.places.clear();
        let account = &mut store.account;
        account.last_place = 0;
        let ahead = |at: i64| if at + shift > START { at + shift } else { 0 };
        account.probe_at = ahead(account.probe_at);
        account.wait_until = ahead(account.wait_until);
        account.paused_at = account.paused_at.map(|_| START);
        for row in store.rows.values_mut() {
            row.enqueued_at = (row.enqueued_at + shift).max(START - HOUR);
            row.due_at = row.due_at.map(|at| (at + shift).max(START - 2 * HOUR));
            row.settled_at = row.settled_at.map(|_| START);
            row.streak = 0;
        }
        account.streak = 1;
    }

    fn row(&self, slug: &str) -> Option<&Row> {
        let at = CONVERSIONS.iter().position(|conversion| conversion.0 == slug)?;
        self.store.rows.values().nth(at)
    }

    fn fates_are_true(&self) -> bool {
        CONVERSIONS.iter().all(|(slug, uid)| {
            let paid = self.world.service.get(*uid).map(String::as_str);
            match self.row(slug).and_then(|row| row.outcome) {
                None => true,
                Some(SentAs::Recorded) => paid == Some(slug),
                Some(SentAs::RecordedBefore) => paid.is_some_and(|paid| paid != *slug),
                Some(SentAs::PossiblyOurs) => paid.is_some(),
            }
        })
    }

    fn nothing_is_lost(&self) -> bool {
        self.store.rows.len() == self.world.enqueued
            && self.store.rows.values().all(|row| match row.state {
                State::Sent => row.outcome.is_some(),
                _ => row.body.is_some() && (row.due_at.is_some() || row.behind.is_some()),
            })
    }

    /// The first referrer is paid, unless the service refused it.
    fn order_holds(&self) -> bool {
        let first_was_refused = self.row("first").is_some_and(|row| row.refusals > 0);
        self.world.service.get("1").is_none_or(|paid| paid == "first" || first_was_refused)
    }

    fn one_at_a_time(&self) -> bool {
        let delivering = |slug| self.row(slug).is_some_and(|row| row.state == State::Delivering);
        !(delivering("first") && delivering("second"))
    }

    /// Left alone, the outbox is empty in the end.
    fn ends(&self) -> bool {
        let mut alone = self.clone();
        let open = |alone: &Self| alone.store.rows.values().any(|row| row.state != State::Sent);
        let mut now = alone.store.now;
        for _ in 0..60 {
            if !open(&alone) {
                return true;
            }
            for action in
                [Action::Claim(0), Action::Send(0, Seen::Truth), Action::Settle(0), Action::Tick]
            {
                run(alone.world.step(&mut alone.store, &mut now, action));
            }
        }
        false
    }
}

impl Model for Outboxes {
    type State = Snapshot;
    type Action = Action;

    fn init_states(&self) -> Vec<Snapshot> {
        let store = MemoryStore { now: START, ..MemoryStore::default() };
        vec![Snapshot { store, world: World::new(self.bug), left: self.budget }]
    }

    fn actions(&self, state: &Snapshot, actions: &mut Vec<Action>) {
        if state.world.enqueued < self.budget.conversions {
            actions.push(Action::Enqueue);
        }
        for worker in 0..2 {
            match state.world.holds_response(worker) {
                None => {
                    let claim = Claim {
                        account: String::new(),
                        pace: Pace { requests: None, window: 0 },
                        lease: LEASE,
                    };
                    let claimed = at_once(claim.run(&mut state.store.clone()));
                    // Two idle workers are alike.
                    let twin = worker == 1 && state.world.holds_response(0).is_none();
                    let useful =
                        !matches!(claimed, Ok(Claimed::Nothing { again_in: None | Some(1..) }));
                    if useful && !twin {
                        actions.push(Action::Claim(worker));
                    }
                    continue;
                }
                Some(false) => {
                    actions.push(Action::Send(worker, Seen::Truth));
                    if state.left.faults > 0 {
                        let faults = [Seen::Lost, Seen::Failing, Seen::Refused, Seen::Setup];
                        actions.extend(faults.map(|seen| Action::Send(worker, seen)));
                    }
                    if self.bug == Bug::SettledFirst {
                        actions.push(Action::Settle(worker));
                    }
                }
                Some(true) => actions.push(Action::Settle(worker)),
            }
            if state.left.crashes > 0 {
                actions.push(Action::Crash(worker));
            }
        }
        let open = state.store.rows.values().any(|row| row.state != State::Sent);
        if open {
            actions.push(Action::Tick);
        }
        if state.left.jumps > 0 {
            actions.extend([Direction::Forward, Direction::Back].map(Action::Jump));
        }
    }

    fn next_state(&self, last: &Snapshot, action: Action) -> Option<Snapshot> {
        let mut next = last.clone();
        match action {
            Action::Send(_, seen) if seen != Seen::Truth => next.left.faults -= 1,
            Action::Crash(_) => next.left.crashes -= 1,
            Action::Jump(_) => next.left.jumps -= 1,
            _ => {}
        }
        let mut now = next.store.now;
        run(next.world.step(&mut next.store, &mut now, action));
        next.normalize();
        (next != *last).then_some(next)
    }

    fn within_boundary(&self, state: &Snapshot) -> bool {
        state.store.rows.values().all(|row| row.attempts <= ATTEMPTS)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("no fate is untrue", |_, state: &Snapshot| state.fates_are_true()),
            Property::always("nothing is lost", |_, state: &Snapshot| state.nothing_is_lost()),
            Property::always("order holds", |_, state: &Snapshot| state.order_holds()),
            Property::always("one at a time", |_, state: &Snapshot| state.one_at_a_time()),
            Property::always("everything is delivered in the end", |_, state: &Snapshot| {
                state.ends()
            }),
            Property::sometimes("possibly ours", |_, state: &Snapshot| {
                state.store.rows.values().any(|row| row.outcome == Some(SentAs::PossiblyOurs))
            }),
            Property::sometimes("recorded before", |_, state: &Snapshot| {
                state.store.rows.values().any(|row| row.outcome == Some(SentAs::RecordedBefore))
            }),
            Property::sometimes("paused", |_, state: &Snapshot| {
                state.store.account.pause.is_some()
            }),
            Property::sometimes("settled too late", |_, state: &Snapshot| state.world.too_late),
            Property::sometimes("the second is paid", |_, state: &Snapshot| {
                state.world.service.get("1").is_some_and(|paid| paid == "second")
            }),
        ]
    }
}

/// The larger one has many more states, and is for the long lane.
fn budget() -> Budget {
    match std::env::var_os("REDITUS_TEST_LONG") {
        Some(_) => Budget { conversions: 3, crashes: 1, faults: 1, jumps: 0 },
        None => Budget { conversions: 2, crashes: 1, faults: 1, jumps: 0 },
    }
}

#[test]
fn every_state_that_can_be_reached_is_a_good_one() {
    let model = Outboxes { bug: Bug::None, budget: budget() };
    let started = std::time::Instant::now();
    // Depth first, because a whole generation of states would not fit into memory.
    let checker = model.checker().threads(2).spawn_dfs().join();
    checker.assert_properties();
    let states = checker.unique_state_count();
    eprintln!("{states} states in {:?}", started.elapsed());
    assert!(states > 1_000, "{states} states");
}

#[test]
fn planted_bugs_are_found() {
    let found = [
        (Bug::NoMark, "no fate is untrue"),
        (Bug::NoFence, "no fate is untrue"),
        (Bug::SettledFirst, "no fate is untrue"),
    ];
    for (bug, property) in found {
        let budget = Budget { conversions: 2, crashes: 1, faults: 1, jumps: 0 };
        let model = Outboxes { bug, budget };
        let finish = stateright::HasDiscoveries::AnyOf([property].into());
        let checker = model.checker().threads(2).finish_when(finish).spawn_bfs().join();
        let trace = checker.discovery(property);
        assert!(trace.is_some(), "{bug:?} is not found");
        eprintln!("{bug:?}: {:?}", trace.unwrap().into_actions());
    }
}
