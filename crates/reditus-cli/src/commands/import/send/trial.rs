//! The first rows of a run: if the service refuses them all alike, the rows are not at fault.

use std::{
    mem,
    sync::{Mutex, PoisonError},
};

use crate::commands::import::ledger::{Fate, Settled};

/// Until a row is recorded, or refused in another way, refusals are withheld from the ledger.
pub(super) struct Trial {
    /// This many refusals, all alike, stop the import.
    most: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What the withheld refusals say.
    words: Option<String>,
    withheld: Vec<Settled>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Trial,
    /// The rows are not all refused.
    Passed,
    /// They were, and the import stops. Those still in flight will be refused as well.
    Stopped,
}

/// What to do with a fate.
pub(super) enum Ruling {
    /// Write these down.
    Settle(Vec<Settled>),
    /// Nothing yet.
    Withheld,
    /// The rows were all refused with these words. They are to be sent again by the next run.
    Stop { words: String, rows: Vec<Settled> },
}

impl Trial {
    /// Without a number, any number of rows may be refused.
    pub(super) fn new(most: Option<usize>) -> Self {
        let state = State {
            phase: if most.is_none() { Phase::Passed } else { Phase::Trial },
            ..State::default()
        };
        Self { most: most.unwrap_or_default(), state: Mutex::new(state) }
    }

    /// `words` is what a refusal says, without what it quotes of the row.
    pub(super) fn judge(&self, settled: Settled, words: String) -> Ruling {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_refused = matches!(settled.fate, Fate::Rejected(_));
        let is_alike = is_refused && state.words.as_ref().is_none_or(|known| *known == words);
        match state.phase {
            Phase::Stopped if is_alike => return Ruling::Settle(vec![open(settled)]),
            Phase::Passed | Phase::Stopped => return Ruling::Settle(vec![settled]),
            Phase::Trial if matches!(settled.fate, Fate::Failed(_)) => {
                return Ruling::Settle(vec![settled]);
            }
            Phase::Trial => state.withheld.push(settled),
        }
        if !is_alike {
            state.phase = Phase::Passed;
            return Ruling::Settle(mem::take(&mut state.withheld));
        }
        state.words = Some(words.clone());
        if state.withheld.len() < self.most {
            return Ruling::Withheld;
        }
        state.phase = Phase::Stopped;
        let rows = mem::take(&mut state.withheld).into_iter().map(open).collect();
        Ruling::Stop { words, rows }
    }

    /// The first pass is over: there were too few rows to tell.
    pub(super) fn end(&self) -> Vec<Settled> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.phase == Phase::Trial {
            state.phase = Phase::Passed;
        }
        mem::take(&mut state.withheld)
    }
}

/// A refusal that is not held against the row.
fn open(settled: Settled) -> Settled {
    match settled.fate {
        Fate::Rejected(refusal) => Settled { fate: Fate::Failed(refusal), ..settled },
        _ => settled,
    }
}

#[cfg(test)]
mod tests {
    use reditus::Conversion;

    use super::{Ruling, Trial};
    use crate::commands::import::ledger::{Fate, Key, Refusal, Settled};

    fn row(fate: Fate) -> Settled {
        let key = Key::of(&Conversion::affiliate("john").uid("1"));
        Settled { key, fate, failures: 0, requests: 1 }
    }

    fn refused() -> Settled {
        let refusal = Refusal { reason: String::new(), may_have_been_recorded: false };
        row(Fate::Rejected(refusal))
    }

    #[test]
    fn so_many_rows_refused_alike_stop_the_import_and_stay_open() {
        let trial = Trial::new(Some(3));
        for _ in 0..2 {
            assert!(matches!(trial.judge(refused(), "no".to_owned()), Ruling::Withheld));
        }
        let Ruling::Stop { words, rows } = trial.judge(refused(), "no".to_owned()) else {
            panic!("the third is one too many")
        };
        assert_eq!((words.as_str(), rows.len()), ("no", 3));
        assert!(rows.iter().all(|row| !row.fate.is_final()));
    }

    #[test]
    fn one_that_differs_or_is_recorded_ends_the_trial() {
        for (other, words) in [(refused(), "because"), (row(Fate::Recorded), "")] {
            let trial = Trial::new(Some(3));
            assert!(matches!(trial.judge(refused(), "no".to_owned()), Ruling::Withheld));
            let Ruling::Settle(rows) = trial.judge(other, words.to_owned()) else {
                panic!("{words:?} differs")
            };
            assert!(rows.len() == 2 && rows.iter().all(|row| row.fate.is_final()));
            for _ in 0..5 {
                let ruling = trial.judge(refused(), "no".to_owned());
                assert!(matches!(ruling, Ruling::Settle(rows) if rows.len() == 1));
            }
        }
    }

    #[test]
    fn too_few_rows_prove_nothing() {
        let trial = Trial::new(Some(3));
        assert!(matches!(trial.judge(refused(), "no".to_owned()), Ruling::Withheld));
        let rows = trial.end();
        assert!(rows.len() == 1 && matches!(rows[0].fate, Fate::Rejected(_)));
        // Nor do more of them in a later pass.
        for _ in 0..5 {
            let ruling = trial.judge(refused(), "no".to_owned());
            assert!(matches!(ruling, Ruling::Settle(rows) if rows.len() == 1));
        }
    }

    #[test]
    fn a_row_that_fails_says_nothing_about_the_others() {
        let trial = Trial::new(Some(2));
        assert!(matches!(trial.judge(refused(), "no".to_owned()), Ruling::Withheld));
        let refusal = Refusal { reason: String::new(), may_have_been_recorded: false };
        let ruling = trial.judge(row(Fate::Failed(refusal)), "no connection".to_owned());
        assert!(matches!(ruling, Ruling::Settle(rows) if rows.len() == 1));
        let ruling = trial.judge(refused(), "no".to_owned());
        assert!(matches!(ruling, Ruling::Stop { rows, .. } if rows.len() == 2));
    }
}
