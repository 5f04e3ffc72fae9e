//! The whole file is checked before anything is sent.

mod conflicts;

use std::{
    error::Error,
    fmt,
    io::{self, Write},
};

use serde_json::{Value, json};

pub(crate) use self::conflicts::Superseded;
use self::conflicts::{Census, Conflict, customers};
use super::{
    file::{FileError, Input, Problem, Row},
    progress::{customers_text, rows},
};
use crate::{args::OnConflict, reader::Reader};

/// How many problems a JSON object lists: it is held in memory.
const LISTED: usize = 10_000;
/// How many problems are shown, unless the check is all that was asked for.
const SHOWN: u64 = 100;
/// How many conflicts are shown one by one.
const CONFLICTS_SHOWN: usize = 20;

pub(crate) struct Checked {
    pub(crate) valid: u64,
    pub(crate) invalid: u64,
    problems: Vec<Value>,
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) superseded: Superseded,
}

/// Which problems are printed as they are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    /// All, on standard output: they are the result.
    All,
    /// The first ones, on standard error.
    First,
    /// None: the object lists them.
    None,
}

/// Reads every row, and notes what cannot be sent and which customers have several referrers.
pub(crate) fn check(
    input: &Input,
    on_conflict: OnConflict,
    show: Show,
) -> Result<Checked, CheckError> {
    let census = Census::begin()?;
    let (mut valid, mut invalid, mut listed) = (0, 0, Vec::new());
    let mut rows = input.rows()?;
    while let Some(Row { line, conversion, .. }) = rows.next()? {
        let problems = match conversion {
            Ok(conversion) => {
                valid += 1;
                census.add(line, &conversion)?;
                continue;
            }
            Err(problems) => problems,
        };
        invalid += 1;
        for problem in problems {
            let _ = match show {
                Show::All => print(&mut io::stdout(), input, line, &problem),
                Show::First if invalid <= SHOWN => print(&mut io::stderr(), input, line, &problem),
                Show::First => Ok(()),
                Show::None => {
                    if listed.len() < LISTED {
                        let Problem { column, reason } = problem;
                        listed.push(json!({ "line": line, "column": column, "reason": reason }));
                    }
                    Ok(())
                }
            };
        }
    }
    if show == Show::First && invalid > SHOWN {
        let _ = writeln!(io::stderr(), "… and more; --check lists all");
    }
    let conflicts = census.conflicts()?;
    let superseded = match on_conflict {
        OnConflict::Last if !conflicts.is_empty() => census.superseded()?,
        OnConflict::First | OnConflict::Last | OnConflict::Refuse => Superseded::default(),
    };
    Ok(Checked { valid, invalid, problems: listed, conflicts, superseded })
}

fn print(
    out: &mut impl Write,
    input: &Input,
    line: u64,
    what: &impl fmt::Display,
) -> io::Result<()> {
    writeln!(out, "{}:{line}: {what}", input.path().display())
}

impl Checked {
    /// The result of `--check`.
    pub(crate) fn print(&self, input: &Input, reader: Reader) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if reader == Reader::Program {
            return writeln!(out, "{:#}", self.object());
        }
        for conflict in self.conflicts.iter().take(CONFLICTS_SHOWN) {
            print(&mut out, input, conflict.line, conflict)?;
        }
        let path = input.path().display();
        if self.conflicts.len() > CONFLICTS_SHOWN {
            let more = (self.conflicts.len() - CONFLICTS_SHOWN) as u64;
            writeln!(out, "{path}: … and {} more with another referrer", rows(more))?;
        }
        if !self.conflicts.is_empty() {
            writeln!(out, "{path}: {}", self.conflicts_text())?;
        }
        writeln!(out, "{path}: {self}")
    }

    fn object(&self) -> Value {
        let conflicts: Vec<_> = self
            .conflicts
            .iter()
            .take(LISTED)
            .map(|conflict| json!({ "line": conflict.line, "first_line": conflict.first_line }))
            .collect();
        json!({
            "outcome": if self.invalid == 0 { "valid" } else { "invalid" },
            "rows": self.valid + self.invalid,
            "valid": self.valid,
            "invalid": self.invalid,
            "problems": self.problems,
            "customers_with_conflicts": customers(&self.conflicts),
            "conflicts": conflicts,
        })
    }

    /// How many customers have several referrers.
    pub(crate) fn conflicts_text(&self) -> String {
        let number = customers(&self.conflicts);
        let have = if number == 1 { "has" } else { "have" };
        format!("{} {have} rows with different referrers", customers_text(number))
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} can be sent", rows(self.valid))?;
        if self.invalid > 0 {
            write!(f, ", {} cannot", rows(self.invalid))?;
        }
        Ok(())
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "names another referrer than line {} for the same customer", self.first_line)
    }
}

/// Why a file cannot be checked to its end.
#[derive(Debug)]
pub(crate) enum CheckError {
    File(FileError),
    /// The temporary database cannot be used.
    Census(rusqlite::Error),
}

impl From<FileError> for CheckError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<rusqlite::Error> for CheckError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Census(error)
    }
}

impl Error for CheckError {}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Census(error) => {
                write!(f, "cannot write to the folder for temporary files: {error}")
            }
        }
    }
}
