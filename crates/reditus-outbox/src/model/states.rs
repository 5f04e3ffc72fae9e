//! The drawing in the crate's documentation.

use std::collections::BTreeSet;

use crate::store::State;

/// From which state to which. None is an entry that does not exist yet, or any more.
pub(super) type Transitions = BTreeSet<(Option<State>, Option<State>)>;

/// Its arrows. `[*]` is none.
pub(super) fn drawn() -> Transitions {
    let arrows =
        include_str!("../store/states.md").lines().filter_map(|line| line.split_once(" --> "));
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
