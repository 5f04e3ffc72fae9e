//! How the command ends.

use std::process::ExitCode;

/// The exit codes. They stay the same from version to version. clap adds 2, for wrong arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The lowered document is written.
    Lowered = 0,
    /// Nothing is written, or not all of it: the output says what to correct.
    Problems = 1,
    /// The lowered document is written, but the report has lines that `--deny` or `--baseline` do
    /// not allow.
    Denied = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What `--help` says about them.
pub(crate) const CODES: &str = "\
Exit codes:
  0  the lowered document is written
  1  not all is written: each line on stderr says what to correct
  2  the arguments are wrong
  3  it is written, but --deny or --baseline do not allow some lines of the report";
