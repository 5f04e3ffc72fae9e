//! How the command ends.

use std::{
    io::{self, Write},
    process::ExitCode,
};

/// The exit codes. They stay the same from version to version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All that was asked is done.
    Done = 0,
    /// Refused, invalid or wrong. The output says what.
    Not = 1,
    /// Nothing was tried: the arguments or the configuration are wrong. clap uses this as well.
    CouldNotStart = 2,
    /// Something may have been recorded, or is left: run the same command again.
    RunAgain = 3,
    /// Interrupted: run the same command again.
    Interrupted = 4,
    /// Not recorded because of something temporary: run the same command again later.
    Later = 5,
}

/// What the exit codes of one command mean: the only place that says so. `--help` prints it, and a
/// test compares the README with it.
pub(crate) type Codes = &'static [(Exit, &'static str)];

pub(crate) const TRACK: Codes = &[
    (Exit::Done, "the conversion is recorded, now or before; with --outbox: enqueued"),
    (Exit::Not, "not recorded: the conversion or the setup must be corrected first"),
    (Exit::CouldNotStart, "nothing was tried: the arguments or the configuration are wrong"),
    (Exit::RunAgain, "may have been recorded: run the same command again to know"),
    (Exit::Later, "not recorded, for a temporary reason: run the same command again later"),
];

pub(crate) const IMPORT: Codes = &[
    (Exit::Done, "all rows are recorded; with --outbox: enqueued; with --check: can be sent"),
    (Exit::Not, "some rows were rejected or cannot be sent: see the file of rejects"),
    (Exit::CouldNotStart, "nothing was sent: arguments, configuration, file or ledger are wrong"),
    (Exit::RunAgain, "not finished: run the same command again to continue"),
    (Exit::Interrupted, "interrupted: run the same command again to continue"),
];

pub(crate) const OUTBOX: Codes = &[
    (Exit::Done, "done"),
    (Exit::Not, "not everything was done: the output says what was not"),
    (
        Exit::CouldNotStart,
        "nothing was tried: the arguments are wrong, or the outbox cannot be opened",
    ),
    (Exit::RunAgain, "the database failed: run the same command again"),
];

pub(crate) const OUTBOX_RUN: Codes = &[
    (Exit::Done, "stopped as asked; with --until-empty: nothing waits"),
    (Exit::Not, "with --until-empty: paused by `reditus outbox pause`"),
    (Exit::CouldNotStart, "nothing was tried: arguments or configuration are wrong, or no outbox"),
    (Exit::RunAgain, "the database failed: run the same command again"),
    (Exit::Interrupted, "with --until-empty: interrupted before the outbox was empty"),
];

pub(crate) const RELAY: Codes = &[
    (Exit::Done, "stopped as asked"),
    (Exit::CouldNotStart, "it could not start"),
    (Exit::Interrupted, "interrupted again before it had stopped"),
];

pub(crate) const CLICK: Codes = &[
    (Exit::Done, "the cookie names who referred"),
    (Exit::Not, "the cookie names nobody"),
    (Exit::CouldNotStart, "not a cookie of the vendor's script"),
];

pub(crate) const DOCTOR: Codes =
    &[(Exit::Done, "everything is in order"), (Exit::Not, "something is wrong")];

pub(crate) const SANDBOX: Codes =
    &[(Exit::Done, "it was interrupted"), (Exit::CouldNotStart, "it could not start")];

/// For the end of `--help`.
pub(crate) fn help(codes: Codes) -> String {
    let lines: Vec<_> =
        codes.iter().map(|(exit, meaning)| format!("\n  {}  {meaning}", *exit as u8)).collect();
    format!("Exit codes:{}", lines.concat())
}

impl Exit {
    /// This code, unless the output could not be written: then `unwritten`, and the reason on
    /// standard error. A reader that has gone away (`| head`) has what it wanted.
    pub(crate) fn after(self, written: io::Result<()>, unwritten: Self) -> Self {
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let _ = writeln!(io::stderr(), "error: standard output cannot be written: {error}");
                if self == Self::Done { unwritten } else { self }
            }
            _ => self,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::{CLICK, Codes, DOCTOR, IMPORT, TRACK};

    /// The README has one table for `track` and `import`, and a sentence for the others.
    #[test]
    fn the_readme_gives_the_exit_codes_of_track_and_import() {
        let readme = include_str!("../README.md");
        let meaning = |codes: Codes, number: u8| {
            let found = codes.iter().find(|(exit, _)| *exit as u8 == number);
            found.map_or("", |(_, meaning)| *meaning)
        };
        for number in 0..=5 {
            let cells = [meaning(TRACK, number), meaning(IMPORT, number)].map(|meaning| {
                if meaning.is_empty() { String::new() } else { format!("{meaning} ") }
            });
            let row = format!("| {number} | {}| {}|", cells[0], cells[1]);
            assert!(readme.contains(&row), "missing in README.md: {row}");
        }
        for codes in [CLICK, DOCTOR] {
            assert!(codes.iter().any(|(exit, _)| *exit as u8 == 1));
        }
    }
}
