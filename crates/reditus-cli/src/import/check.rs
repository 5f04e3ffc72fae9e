//! The whole file, before anything is sent.

use std::{
    fmt::Display,
    io::{self, Write},
};

use serde_json::{Value, json};

use super::{
    input::Input,
    number::rows,
    row::{Broken, Problem},
};

/// How many problems are kept for an object: what is read by a program is held in memory.
const KEPT: usize = 10_000;
/// How many problems are shown, unless the check is all that was asked for.
const SHOWN: u64 = 100;

pub(crate) struct Checked {
    pub(crate) valid: u64,
    pub(crate) invalid: u64,
    problems: Vec<Value>,
}

/// Who hears of the problems as they are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tell {
    /// All, on standard output: they are the result.
    All,
    /// The first, on standard error.
    First,
    /// Nobody: they are kept for the object.
    None,
}

impl Checked {
    pub(crate) fn print(&self, input: &Input, json: bool) {
        // Nobody may be listening any more: the exit code stands.
        let _ = if json {
            let object = json!({
                "outcome": if self.invalid == 0 { "valid" } else { "invalid" },
                "rows": self.valid + self.invalid,
                "valid": self.valid,
                "invalid": self.invalid,
                "problems": self.problems,
            });
            writeln!(io::stdout(), "{object:#}")
        } else {
            writeln!(io::stdout(), "{}: {self}", input.path().display())
        };
    }
}

impl Display for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} can be sent", rows(self.valid))?;
        if self.invalid > 0 {
            write!(f, ", {} cannot", rows(self.invalid))?;
        }
        Ok(())
    }
}

/// Reads every row, and says which cannot be sent.
pub(crate) fn check(input: &Input, tell: Tell) -> Result<Checked, Broken> {
    let mut checked = Checked { valid: 0, invalid: 0, problems: Vec::new() };
    let mut rows = input.rows()?;
    while let Some(row) = rows.next()? {
        let Err(problems) = row.conversion else {
            checked.valid += 1;
            continue;
        };
        checked.invalid += 1;
        for problem in problems {
            let _ = match tell {
                Tell::All => line(&mut io::stdout(), input, row.line, &problem),
                Tell::First if checked.invalid <= SHOWN => {
                    line(&mut io::stderr(), input, row.line, &problem)
                }
                Tell::First => Ok(()),
                Tell::None => {
                    if checked.problems.len() < KEPT {
                        let Problem { column, reason } = problem;
                        checked
                            .problems
                            .push(json!({ "line": row.line, "column": column, "reason": reason }));
                    }
                    Ok(())
                }
            };
        }
    }
    if tell == Tell::First && checked.invalid > SHOWN {
        let _ = writeln!(io::stderr(), "… and more; --check lists all");
    }
    Ok(checked)
}

fn line(out: &mut impl Write, input: &Input, line: u64, problem: &Problem) -> io::Result<()> {
    writeln!(out, "{}:{line}: {problem}", input.path().display())
}
