//! Random walks through the protocol, on a database and on the model at once: after each step, both
//! hold the same.

use std::collections::BTreeSet;

use super::{
    machine::{Action, Bug, Direction, Seen, World, rows},
    states::{self, Transitions},
};
use crate::{
    conformance::{START, Subject, subject},
    store::{Row, State, memory::MemoryStore},
};

/// What an entry's customer is kept as differs from store to store.
fn comparable(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        (row.email, row.uid) = (None, None);
    }
    rows
}

fn draw(random: &mut fastrand::Rng, world: &World) -> Action {
    let worker = random.usize(..2);
    let busy = |seen| Action::Send(worker, seen);
    match (world.holds_response(worker), random.u8(..100)) {
        (_, 0) => Action::Crash(worker),
        (_, 1) => Action::Jump(Direction::Forward),
        (_, 2) => Action::Jump(Direction::Back),
        (_, 3) => Action::RetryRefused,
        (_, 4..7) => Action::RetryDead,
        (_, 7) => Action::EnqueueUnreadable,
        (_, 8) => Action::PruneSent,
        (_, 9..12) => Action::Enqueue,
        (_, 12..35) => Action::Tick,
        (None, _) => Action::Claim(worker),
        (Some(true), _) => Action::Settle(worker),
        (Some(false), 35..39) => busy(Seen::Truth),
        (Some(false), 39..43) => busy(Seen::Lost),
        (Some(false), 43..45) => busy(Seen::Failing),
        (Some(false), 45..47) => busy(Seen::Setup),
        (Some(false), _) => busy(Seen::Refused),
    }
}

/// How every walk begins: an entry is refused five times, which chance would rarely do.
const DEATH: [Action; 20] = {
    let mut actions = [Action::Tick; 20];
    actions[0] = Action::Enqueue;
    let mut at = 0;
    while at < 5 {
        actions[4 * at + 1] = Action::Claim(0);
        actions[4 * at + 2] = Action::Send(0, Seen::Refused);
        actions[4 * at + 3] = Action::Settle(0);
        at += 1;
    }
    actions
};

const STEPS: usize = 1500;

/// How often and how far each database is walked: more often and farther with
/// `REDITUS_TEST_FULL=1`.
fn seeds_and_steps() -> (u64, usize) {
    if std::env::var_os("REDITUS_TEST_FULL").is_some() { (3, STEPS) } else { (1, 500) }
}

/// Walks so many steps; returns every change of state that was seen.
async fn walk<S: Subject>(mut store: S, seed: u64, steps: usize) -> Transitions {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut model = MemoryStore { now: START, ..MemoryStore::default() };
    let (mut world, mut twin) = (World::new(Bug::None), World::new(Bug::None));
    let (mut now, mut model_now) = (START, START);
    let mut seen = Transitions::new();
    let mut before = rows(&mut store).await;
    for step in 0..steps {
        // No two entries are enqueued in one millisecond, so that unreadable ones have keys.
        now += 1;
        model_now += 1;
        store.set_clock(now).await;
        model.set_clock(model_now).await;
        let action = DEATH.get(step).copied().unwrap_or_else(|| draw(&mut random, &world));
        world.step(&mut store, &mut now, action).await;
        twin.step(&mut model, &mut model_now, action).await;
        let after = rows(&mut store).await;
        let expected = rows(&mut model).await;
        assert!(
            comparable(after.clone()) == comparable(expected.clone()),
            "seed {seed}, step {step}, {action:?}: {after:#?} and {expected:#?}"
        );
        assert_eq!(world, twin, "seed {seed}, step {step}, {action:?}");
        let account = store.glance("").await.unwrap().account;
        assert_eq!(account, model.account, "seed {seed}, step {step}, {action:?}");
        note(&mut seen, &before, &after);
        before = after;
    }
    seen
}

fn note(seen: &mut Transitions, before: &[Row], after: &[Row]) {
    let of = |rows: &[Row], id| rows.iter().find(|row: &&Row| row.id == id).cloned();
    let ids: BTreeSet<i64> = before.iter().chain(after).map(|row| row.id).collect();
    for id in ids {
        match (of(before, id), of(after, id)) {
            (Some(one), Some(two)) if one.state == two.state => {
                if one.state == State::Delivering && one.attempts != two.attempts {
                    // The lease ended, and the same transaction claimed it.
                    seen.insert((Some(State::Delivering), Some(State::Waiting)));
                    seen.insert((Some(State::Waiting), Some(State::Delivering)));
                }
            }
            (one, two) => {
                seen.insert((one.map(|row| row.state), two.map(|row| row.state)));
            }
        }
    }
}

/// The drawing has what was seen, and nothing else.
fn compare(store: &str, steps: usize, seen: &Transitions) {
    let drawn = states::drawn();
    let missing: Vec<_> = drawn.difference(seen).collect();
    let unknown: Vec<_> = seen.difference(&drawn).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "{store}, {steps} steps: drawn, not seen: {missing:?}; seen, not drawn: {unknown:?}"
    );
}

#[tokio::test]
async fn the_model_changes_states_as_drawn() {
    let mut seen = Transitions::new();
    for seed in 0..10 {
        seen.append(&mut walk(subject::memory().await, seed, STEPS).await);
    }
    compare("model", 10 * STEPS, &seen);
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn sqlite_does_as_the_model_and_changes_states_as_drawn() {
    let (seeds, steps) = seeds_and_steps();
    let mut seen = Transitions::new();
    for seed in 0..seeds {
        seen.append(&mut walk(subject::sqlite().await, seed, steps).await);
    }
    compare("SQLite", seeds as usize * steps, &seen);
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn postgres_does_as_the_model_and_changes_states_as_drawn() {
    let (seeds, steps) = seeds_and_steps();
    let mut seen = Transitions::new();
    for seed in 0..seeds {
        let Some(store) = subject::postgres().await else { return };
        seen.append(&mut walk(store, seed, steps).await);
    }
    compare("PostgreSQL", seeds as usize * steps, &seen);
}
