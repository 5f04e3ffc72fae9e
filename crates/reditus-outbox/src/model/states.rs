//! The drawing in the crate's documentation.

use super::replay::Transitions;
use crate::store::State;

/// Its arrows. `[*]` is an entry that does not exist yet, or any more.
pub(super) fn drawn() -> Transitions {
    let arrows = include_str!("../states.md").lines().filter_map(|line| line.split_once(" --> "));
    let drawn: Transitions = arrows
        .map(|(from, rest)| {
            let to = rest.split(" : ").next().unwrap_or_default();
            (state(from.trim()), state(to.trim()))
        })
        .collect();
    assert!(drawn.len() > 8, "{} arrows", drawn.len());
    drawn
}

fn state(name: &str) -> Option<State> {
    (name != "[*]").then(|| State::parse(name).expect(name))
}
