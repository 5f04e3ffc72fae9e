//! The result of every row: counted, and written to the files of rejects and results.

mod outcome;
mod summary;

use std::{error::Error, fmt};

use super::{
    check::Superseded,
    file::{FileError, Input, MAY_HAVE_BEEN_RECORDED, OUTCOME, Output, OutputError, REASON, Row},
    ledger::{Fate, Key, LedgerError},
    place::Place,
};

pub(crate) use outcome::{Destination, Outcome, Verdict};
pub(crate) use summary::{Counts, Summary};

/// What is known of a row once the import has ended. Wherever rows go, this is all that the results
/// are made of.
pub(crate) struct Known {
    pub(crate) fate: Option<Fate>,
    /// An earlier row of the file has the same content.
    pub(crate) repeated: bool,
}

/// Reads the file once more, and looks up every row with `look`. Rows that cannot be written are
/// still counted.
pub(crate) fn write(
    input: &Input,
    superseded: &Superseded,
    place: &Place,
    look: impl FnMut(Key) -> Result<Known, LedgerError>,
) -> (Counts, Result<(), ResultsError>) {
    let mut counts = Counts::default();
    let mut files = Files::create(input, place);
    let counted = count(input, superseded, look, &mut counts, |row, verdict| {
        if let Ok(open) = &mut files
            && let Err(error) = open.write(row, verdict)
        {
            files = Err(error);
        }
    });
    let written = match (counted, files) {
        (Ok(()), Ok(files)) => {
            let rejects = files.rejects.rows();
            files.finish(place).map(|()| counts.rejects = rejects)
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    (counts, written)
}

fn count(
    input: &Input,
    superseded: &Superseded,
    mut look: impl FnMut(Key) -> Result<Known, LedgerError>,
    counts: &mut Counts,
    mut tell: impl FnMut(&Row, &Verdict),
) -> Result<(), ResultsError> {
    let mut rows = input.rows()?;
    while let Some(row) = rows.next()? {
        let verdict = match &row.conversion {
            Err(problems) => {
                let verdict = Verdict::invalid(problems);
                counts.add(verdict.outcome);
                verdict
            }
            Ok(conversion) => {
                let Known { fate, repeated } = look(Key::of(conversion))?;
                let verdict = match fate {
                    None if superseded.contains(row.line) => Verdict::superseded(),
                    fate => Verdict::of(fate),
                };
                // A row that an earlier one repeats has the same result, but counts once.
                counts.add(if repeated { Outcome::Repeated } else { verdict.outcome });
                verdict
            }
        };
        tell(&row, &verdict);
    }
    Ok(())
}

/// The result of every row, where it is known as soon as the row was read.
pub(crate) struct Report {
    counts: Counts,
    files: Files,
}

impl Report {
    pub(crate) fn begin(input: &Input, place: &Place) -> Result<Self, ResultsError> {
        Ok(Self { counts: Counts::default(), files: Files::create(input, place)? })
    }

    pub(crate) fn add(&mut self, row: &Row, verdict: &Verdict) -> Result<(), ResultsError> {
        self.counts.add(verdict.outcome);
        self.files.write(row, verdict)
    }

    pub(crate) fn finish(self, place: &Place) -> (Counts, Result<(), ResultsError>) {
        let Self { mut counts, files } = self;
        let rejects = files.rejects.rows();
        let written = files.finish(place).map(|()| counts.rejects = rejects);
        (counts, written)
    }
}

struct Files {
    rejects: Output,
    results: Option<Output>,
}

impl Files {
    fn create(input: &Input, place: &Place) -> Result<Self, ResultsError> {
        let rows = input.rows()?;
        let columns = [OUTCOME, REASON, MAY_HAVE_BEEN_RECORDED];
        let create =
            |path, columns| Output::create(path, rows.header(), input.delimiter(), columns);
        let results = place.results.as_ref().map(|path| create(path, &columns)).transpose()?;
        Ok(Self { rejects: create(&place.rejects, &columns[1..])?, results })
    }

    fn write(&mut self, row: &Row, verdict: &Verdict) -> Result<(), ResultsError> {
        if verdict.outcome.is_reject() {
            self.rejects.write(&row.original, &verdict.cells()[1..])?;
        }
        if let Some(results) = &mut self.results {
            results.write(&row.original, &verdict.cells())?;
        }
        Ok(())
    }

    fn finish(self, place: &Place) -> Result<(), ResultsError> {
        // An empty file replaces one of an earlier run; otherwise none is needed.
        if self.rejects.rows() > 0 || place.rejects.exists() {
            self.rejects.finish()?;
        }
        if let Some(results) = self.results {
            results.finish()?;
        }
        Ok(())
    }
}

/// Why the result of every row cannot be told.
#[derive(Debug)]
pub(crate) enum ResultsError {
    File(FileError),
    Ledger(LedgerError),
    Output(OutputError),
}

impl From<FileError> for ResultsError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<LedgerError> for ResultsError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<OutputError> for ResultsError {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

impl Error for ResultsError {}

impl fmt::Display for ResultsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Ledger(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
        }
    }
}
