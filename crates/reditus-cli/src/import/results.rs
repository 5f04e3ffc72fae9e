//! What became of all rows: counted, and written to the files of rejects and results.

use super::{
    fate::Fate,
    input::Input,
    key::Key,
    ledger::{Ledger, why},
    output::{MAY_HAVE_BEEN_RECORDED, OUTCOME, Output, REASON},
    place::Place,
    row::{Problem, Row},
    summary::Counts,
};

/// Goes through the file once more, and looks every row up in the ledger. What cannot be written
/// does not keep the rest from being counted.
pub(crate) fn write(input: &Input, ledger: &Ledger, place: &Place) -> (Counts, Result<(), String>) {
    let mut counts = Counts::default();
    let mut files = Files::create(input, place);
    let counted = count(input, ledger, &mut counts, |row, verdict| {
        if let Ok(open) = &mut files
            && let Err(why) = open.write(row, verdict)
        {
            files = Err(why);
        }
    });
    let written = match (counted, files) {
        (Ok(()), Ok(files)) => {
            let rejects = files.rejects.rows();
            files.finish(place).map(|()| counts.rejects = rejects)
        }
        (Err(why), _) | (_, Err(why)) => Err(why),
    };
    (counts, written)
}

fn count(
    input: &Input,
    ledger: &Ledger,
    counts: &mut Counts,
    mut tell: impl FnMut(&Row, &Verdict),
) -> Result<(), String> {
    let mut rows = input.rows().map_err(|broken| broken.to_string())?;
    ledger.forget_seen().map_err(|error| why(&error))?;
    while let Some(row) = rows.next().map_err(|broken| broken.to_string())? {
        let verdict = match &row.conversion {
            Err(problems) => {
                counts.add_invalid();
                Verdict::invalid(problems)
            }
            Ok(conversion) => {
                let look = |key| {
                    let held = ledger.get(key)?;
                    Ok::<_, rusqlite::Error>((held.map(|held| held.fate), ledger.is_repeated(key)?))
                };
                let (fate, repeated) = look(Key::of(conversion)).map_err(|error| why(&error))?;
                counts.add(fate.as_ref(), repeated);
                Verdict::of(fate)
            }
        };
        tell(&row, &verdict);
    }
    Ok(())
}

struct Files {
    rejects: Output,
    results: Option<Output>,
}

impl Files {
    fn create(input: &Input, place: &Place) -> Result<Self, String> {
        let rows = input.rows().map_err(|broken| broken.to_string())?;
        let columns = [OUTCOME, REASON, MAY_HAVE_BEEN_RECORDED];
        let create = |path, columns| Output::create(path, input, rows.header(), columns);
        let results = place.results.as_ref().map(|path| create(path, &columns)).transpose()?;
        Ok(Self { rejects: create(&place.rejects, &columns[1..])?, results })
    }

    fn write(&mut self, row: &Row, verdict: &Verdict) -> Result<(), String> {
        if verdict.is_reject() {
            self.rejects.write(&row.original, &verdict.cells()[1..])?;
        }
        self.results
            .as_mut()
            .map_or(Ok(()), |results| results.write(&row.original, &verdict.cells()))
    }

    fn finish(self, place: &Place) -> Result<(), String> {
        // An empty one takes the place of one that no longer holds; else there is none.
        if self.rejects.rows() > 0 || place.rejects.exists() {
            self.rejects.finish()?;
        }
        self.results.map_or(Ok(()), Output::finish)
    }
}

/// One row, as it is said to people.
struct Verdict {
    outcome: &'static str,
    reason: String,
    may_have_been_recorded: bool,
}

impl Verdict {
    fn invalid(problems: &[Problem]) -> Self {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let reason = problems.join("; ");
        Self { outcome: "invalid", reason, may_have_been_recorded: false }
    }

    fn of(fate: Option<Fate>) -> Self {
        let (outcome, reason, may_have_been_recorded) = match fate {
            None => ("not_sent", String::new(), false),
            Some(Fate::Sent) => ("unknown", String::new(), true),
            Some(Fate::Rejected(refusal)) => {
                ("rejected", refusal.reason, refusal.may_have_been_recorded)
            }
            Some(Fate::Failed(refusal)) => {
                ("failed", refusal.reason, refusal.may_have_been_recorded)
            }
            Some(recorded) => (recorded.name(), String::new(), true),
        };
        Self { outcome, reason, may_have_been_recorded }
    }

    /// What the same command does not send again by itself.
    fn is_reject(&self) -> bool {
        matches!(self.outcome, "rejected" | "invalid")
    }

    /// In the order of the columns.
    fn cells(&self) -> [&str; 3] {
        [self.outcome, &self.reason, if self.may_have_been_recorded { "yes" } else { "no" }]
    }
}
