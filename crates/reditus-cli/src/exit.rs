//! How the command ends.

use std::process::ExitCode;

/// The exit codes. What they mean for each command is in its `--help` and in the README, and stays
/// as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All that was asked is done.
    Done = 0,
    /// Not recorded, not fit to be sent, or not in order: what was printed says what.
    Not = 1,
    /// Nothing was tried: the arguments or the configuration are wrong. clap exits with this, too.
    CouldNotStart = 2,
    /// Something may have been recorded or is left: run the same command again.
    Unknown = 3,
    /// Interrupted: run the same command again.
    Interrupted = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
