//! What came of an import, at its end.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    fate::Fate,
    number::{grouped, rows},
    place::Place,
    stop::Stop,
};
use crate::exit::Exit;

/// How many rows of the file had which fate, in this run or an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) rows: u64,
    pub(crate) recorded: u64,
    pub(crate) already_recorded: u64,
    pub(crate) possibly_ours: u64,
    pub(crate) rejected: u64,
    pub(crate) invalid: u64,
    /// Rows that say what an earlier row says.
    pub(crate) repeated: u64,
    /// Tried, and not come through.
    pub(crate) failed: u64,
    /// Marked as sent, and not heard of.
    pub(crate) unknown: u64,
    pub(crate) not_sent: u64,
    /// Rows in the file of rejects.
    pub(crate) rejects: u64,
}

impl Counts {
    pub(crate) fn add(&mut self, fate: Option<&Fate>, repeated: bool) {
        let counter = match fate {
            _ if repeated => &mut self.repeated,
            None => &mut self.not_sent,
            Some(Fate::Sent) => &mut self.unknown,
            Some(Fate::Recorded) => &mut self.recorded,
            Some(Fate::AlreadyRecorded) => &mut self.already_recorded,
            Some(Fate::PossiblyOurs) => &mut self.possibly_ours,
            Some(Fate::Rejected(_)) => &mut self.rejected,
            Some(Fate::Failed(_)) => &mut self.failed,
        };
        *counter += 1;
        self.rows += 1;
    }

    pub(crate) fn add_invalid(&mut self) {
        self.invalid += 1;
        self.rows += 1;
    }

    fn left(&self) -> u64 {
        self.failed + self.unknown + self.not_sent
    }
}

pub(crate) struct Summary<'a> {
    pub(crate) counts: Counts,
    pub(crate) stop: Option<Stop>,
    pub(crate) place: &'a Place,
}

impl Summary<'_> {
    pub(crate) fn exit(&self) -> Exit {
        match self.stop {
            // Who comes too late to stop anything has stopped nothing.
            Some(Stop::Interrupted) if self.counts.left() > 0 => Exit::Interrupted,
            Some(Stop::Interrupted) => self.finished(),
            Some(_) => Exit::Unknown,
            None if self.counts.left() > 0 => Exit::Unknown,
            None => self.finished(),
        }
    }

    fn finished(&self) -> Exit {
        if self.counts.rejected + self.counts.invalid > 0 { Exit::Not } else { Exit::Done }
    }

    pub(crate) fn print(&self, json: bool) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if json { writeln!(out, "{:#}", self.object()) } else { self.text(&mut out) }
    }

    fn text(&self, out: &mut impl Write) -> io::Result<()> {
        let counts = &self.counts;
        let mut line = |name: &str, number: u64, note: &str| {
            let number = grouped(number);
            writeln!(out, "{}", format!("{name:<18}{number:>12}  {note}").trim_end())
        };
        line("rows", counts.rows, "")?;
        line("recorded", counts.recorded, "")?;
        let already = counts.already_recorded + counts.possibly_ours;
        let ours = match counts.possibly_ours {
            0 => String::new(),
            number => format!("{} of them possibly by this import", grouped(number)),
        };
        line("already recorded", already, &ours)?;
        for (name, number, note) in [
            ("repeated", counts.repeated, "the same as an earlier row"),
            ("rejected", counts.rejected, "by the service"),
            ("invalid", counts.invalid, "never sent"),
            ("failed", counts.failed, "did not come through"),
            ("unknown", counts.unknown, "sent, and not heard of"),
            ("not sent", counts.not_sent, ""),
        ] {
            if number > 0 {
                line(name, number, note)?;
            }
        }
        if counts.rejects > 0 {
            let path = self.place.rejects.display();
            writeln!(out, "\n{}, with reasons, in {path}", rows(counts.rejects))?;
        }
        match &self.stop {
            Some(Stop::Interrupted) if counts.left() > 0 => {
                writeln!(out, "\ninterrupted; to go on, run the same command again")
            }
            Some(Stop::GivenUp) => writeln!(
                out,
                "\ngiven up, as nothing came through any more; to go on, run the same command again"
            ),
            Some(Stop::Hopeless(why)) => {
                writeln!(out, "\nstopped: {why}\nto go on, run the same command again")
            }
            None if counts.left() > 0 => {
                writeln!(out, "\nnot finished; to go on, run the same command again")
            }
            _ if counts.rejected > 0 => writeln!(
                out,
                "\nto send rejected rows again, run the same command with --retry-rejects"
            ),
            _ => Ok(()),
        }
    }

    fn object(&self) -> Value {
        let Counts {
            rows,
            recorded,
            already_recorded,
            possibly_ours,
            rejected,
            invalid,
            repeated,
            failed,
            unknown,
            not_sent,
            rejects,
        } = self.counts;
        json!({
            "outcome": match (self.exit(), &self.stop) {
                (Exit::Interrupted, _) => "interrupted",
                (Exit::Unknown, Some(Stop::GivenUp)) => "given_up",
                (Exit::Unknown, Some(_)) => "stopped",
                (Exit::Unknown, None) => "unfinished",
                (Exit::Not, _) => "rejects",
                _ => "done",
            },
            "error": match &self.stop {
                Some(Stop::Hopeless(why)) => Some(why),
                _ => None,
            },
            "rows": rows,
            "recorded": recorded,
            "already_recorded": already_recorded,
            "possibly_ours": possibly_ours,
            "repeated": repeated,
            "rejected": rejected,
            "invalid": invalid,
            "failed": failed,
            "unknown": unknown,
            "not_sent": not_sent,
            "ledger": self.place.ledger.to_string_lossy(),
            "rejects": (rejects > 0).then(|| self.place.rejects.to_string_lossy()),
        })
    }
}
