//! The end of an import: what is printed, and the exit code.

use std::{
    io::{self, Write},
    ops::Index,
};

use serde_json::{Map, Value, json};

use super::{Destination, Outcome};
use crate::{
    commands::import::{
        place::Place,
        progress::{Failures, grouped, rows},
        stop::Stop,
    },
    exit::Exit,
    reader::Reader,
};

/// How many rows of the file have which outcome, from this run or an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    outcomes: [u64; Outcome::ALL.len()],
    /// Rows in the file of rejects.
    pub(super) rejects: u64,
}

impl Index<Outcome> for Counts {
    type Output = u64;

    fn index(&self, outcome: Outcome) -> &u64 {
        &self.outcomes[outcome as usize]
    }
}

impl Counts {
    pub(super) fn add(&mut self, outcome: Outcome) {
        self.outcomes[outcome as usize] += 1;
    }

    pub(crate) fn rows(&self) -> u64 {
        self.outcomes.iter().sum()
    }

    fn left(&self) -> u64 {
        Outcome::ALL.into_iter().filter(|outcome| outcome.is_left()).map(|left| self[left]).sum()
    }

    fn rejected(&self) -> u64 {
        self[Outcome::Rejected] + self[Outcome::Invalid]
    }
}

pub(crate) struct Summary<'a> {
    pub(crate) destination: Destination,
    pub(crate) counts: Counts,
    pub(crate) stop: Option<Stop>,
    pub(crate) failures: Failures,
    pub(crate) place: &'a Place,
}

impl Summary<'_> {
    pub(crate) fn exit(&self) -> Exit {
        match &self.stop {
            // A signal that came after the last row has interrupted nothing.
            Some(Stop::Interrupted) if self.counts.left() > 0 => Exit::Interrupted,
            Some(Stop::GivenUp | Stop::AllRefused { .. } | Stop::Hopeless(_)) => Exit::RunAgain,
            None if self.counts.left() > 0 => Exit::RunAgain,
            None | Some(Stop::Interrupted) if self.counts.rejected() > 0 => Exit::Not,
            None | Some(Stop::Interrupted) => Exit::Done,
        }
    }

    pub(crate) fn print(&self, reader: Reader) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match reader {
            Reader::Program => writeln!(out, "{:#}", self.object()),
            Reader::Person => self.text(&mut out),
        }
    }

    fn text(&self, out: &mut impl Write) -> io::Result<()> {
        let counts = &self.counts;
        let mut line = |name: &str, number: u64, note: &str| {
            let number = grouped(number);
            writeln!(out, "{}", format!("{name:<18}{number:>12}  {note}").trim_end())
        };
        line("rows", counts.rows(), "")?;
        match self.destination {
            Destination::Outbox => line("enqueued", counts[Outcome::Enqueued], "")?,
            Destination::Service => {
                line("recorded", counts[Outcome::Recorded], "")?;
                let ours = match counts[Outcome::PossiblyOurs] {
                    0 => String::new(),
                    number => format!("{} of them possibly by this import", grouped(number)),
                };
                let already = counts[Outcome::AlreadyRecorded] + counts[Outcome::PossiblyOurs];
                line("already recorded", already, &ours)?;
            }
        }
        for outcome in Outcome::ALL.into_iter().skip(4).filter(|outcome| counts[*outcome] > 0) {
            line(&outcome.as_str().replace('_', " "), counts[outcome], outcome.note())?;
        }
        if counts.rejects > 0 {
            let path = self.place.rejects.display();
            writeln!(out, "\n{}, with reasons, in {path}", rows(counts.rejects))?;
        }
        if let Some(end) = self.end() {
            writeln!(out, "\n{end}")?;
        }
        for (failure, number) in self.shown_failures() {
            writeln!(out, "  {:>6} × {failure}", grouped(*number))?;
        }
        Ok(())
    }

    /// Why the import has ended, and what to do next.
    fn end(&self) -> Option<String> {
        let again = "to continue, run the same command again";
        Some(match &self.stop {
            Some(Stop::Interrupted) if self.counts.left() > 0 => format!("interrupted; {again}"),
            Some(Stop::GivenUp | Stop::AllRefused { .. } | Stop::Hopeless(_)) => {
                format!("{}\n{again}", self.error()?)
            }
            None if self.counts.left() > 0 => format!("not finished; {again}"),
            _ if self.counts[Outcome::Rejected] > 0 => {
                "to send rejected rows again, run the same command with --retry-rejects".to_owned()
            }
            _ => return None,
        })
    }

    /// What has stopped the import, if not the user.
    fn error(&self) -> Option<String> {
        match self.stop.as_ref()? {
            Stop::Interrupted => None,
            Stop::GivenUp => {
                let last = self.failures.last.as_deref().unwrap_or("unknown");
                Some(format!("given up, because every request failed; the last failure: {last}"))
            }
            Stop::AllRefused { rows, words } => Some(format!(
                "stopped: the first {rows} rows were all refused alike, so none was rejected: \
                 {words}\nif the rows are at fault, and not the token or the account, add \
                 --refused-alike off"
            )),
            Stop::Hopeless(why) => Some(format!("stopped: {why}")),
        }
    }

    /// How often which failure occurred, if failures have ended the import.
    fn shown_failures(&self) -> impl Iterator<Item = (&String, &u64)> {
        let shown = matches!(self.stop, Some(Stop::GivenUp));
        self.failures.counts.iter().filter(move |_| shown)
    }

    fn object(&self) -> Value {
        let failures: Vec<_> = self
            .failures
            .counts
            .iter()
            .map(|(failure, count)| json!({ "failure": failure, "count": count }))
            .collect();
        let has_ledger = self.destination == Destination::Service;
        let ledger = has_ledger.then(|| self.place.ledger.to_string_lossy());
        let rejects = (self.counts.rejects > 0).then(|| self.place.rejects.to_string_lossy());
        let mut object: Map<_, _> = Outcome::ALL
            .into_iter()
            .filter(|outcome| outcome.is_of(self.destination))
            .map(|outcome| (outcome.as_str().to_owned(), self.counts[outcome].into()))
            .collect();
        object.extend([
            ("outcome".to_owned(), self.name().into()),
            ("error".to_owned(), self.error().into()),
            ("failures".to_owned(), failures.into()),
            ("rows".to_owned(), self.counts.rows().into()),
            ("ledger".to_owned(), json!(ledger)),
            ("rejects".to_owned(), json!(rejects)),
        ]);
        object.into()
    }

    fn name(&self) -> &'static str {
        match (self.exit(), &self.stop) {
            (Exit::Interrupted, _) => "interrupted",
            (Exit::RunAgain, Some(Stop::GivenUp)) => "given_up",
            (Exit::RunAgain, Some(_)) => "stopped",
            (Exit::RunAgain, None) => "unfinished",
            (Exit::Not, _) => "rejects",
            _ => "done",
        }
    }
}
