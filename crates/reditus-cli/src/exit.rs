//! How the command ends.

use std::process::ExitCode;

/// The exit codes. They are documented in `--help` and the README, and stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The service has counted the conversion, now or before; the sandbox was stopped.
    Done = 0,
    /// The conversion was not recorded.
    NotRecorded = 1,
    /// Nothing was tried: the arguments or the configuration are wrong. clap exits with this, too.
    CouldNotStart = 2,
    /// The conversion may have been recorded: run the same command again to know.
    Unknown = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
