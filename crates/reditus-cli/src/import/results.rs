//! What became of all rows: counted, and written to the files of rejects and results.

use super::{
    fate::Fate,
    input::Input,
    key::Key,
    ledger::{Ledger, why},
    output::{MAY_HAVE_BEEN_RECORDED, OUTCOME, Output, REASON},
    place::Place,
    row::Problem,
    summary::Counts,
};

/// One row, as it is said to people.
struct Verdict {
    outcome: &'static str,
    reason: String,
    may_have_been_recorded: bool,
}

/// Goes through the file once more, and looks every row up in the ledger.
pub(crate) fn write(input: &Input, ledger: &Ledger, place: &Place) -> Result<Counts, String> {
    let mut rows = input.rows().map_err(|broken| broken.to_string())?;
    let columns = [OUTCOME, REASON, MAY_HAVE_BEEN_RECORDED];
    let create = |path, columns| Output::create(path, input, rows.header(), columns);
    let mut rejects = create(&place.rejects, &columns[1..])?;
    let results = place.results.as_ref().map(|path| create(path, &columns));
    let mut results = results.transpose()?;
    let mut counts = Counts::default();
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
        if verdict.is_reject() {
            rejects.write(&row.original, &verdict.cells()[1..])?;
        }
        if let Some(results) = &mut results {
            results.write(&row.original, &verdict.cells())?;
        }
    }
    counts.rejects = rejects.rows();
    // An empty one takes the place of one that no longer holds; else there is none.
    if counts.rejects > 0 || place.rejects.exists() {
        rejects.finish()?;
    }
    results.map_or(Ok(()), Output::finish)?;
    Ok(counts)
}

impl Verdict {
    fn invalid(problems: &[Problem]) -> Self {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let reason = problems.join("; ");
        Self { outcome: "invalid", reason, may_have_been_recorded: false }
    }

    fn of(fate: Option<Fate>) -> Self {
        let (outcome, may_have_been_recorded) = match &fate {
            None => ("not_sent", false),
            Some(Fate::Sent) => ("unknown", true),
            Some(Fate::Rejected(refusal) | Fate::Failed(refusal)) => {
                return Self {
                    outcome: fate.as_ref().map_or("", Fate::name),
                    reason: refusal.reason.clone(),
                    may_have_been_recorded: refusal.may_have_been_recorded,
                };
            }
            Some(recorded) => (recorded.name(), true),
        };
        Self { outcome, reason: String::new(), may_have_been_recorded }
    }

    fn is_reject(&self) -> bool {
        matches!(self.outcome, "rejected" | "failed" | "invalid")
    }

    /// In the order of the columns.
    fn cells(&self) -> [&str; 3] {
        [self.outcome, &self.reason, if self.may_have_been_recorded { "yes" } else { "no" }]
    }
}
