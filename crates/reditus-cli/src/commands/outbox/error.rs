//! Why a command that uses an outbox did not do what it was asked to.

use std::{
    fmt,
    io::{self, Write},
    net::SocketAddr,
};

use reditus_outbox::{ErrorKind, InvalidConversion};
use serde_json::json;

use crate::{args::Global, exit::Exit, reader::Reader, report, settings::SettingsError};

#[derive(Debug)]
pub(crate) enum OutboxError {
    /// Neither a flag, nor a variable, nor the configuration file names an outbox.
    NotNamed,
    /// `schema --from` names a version that this program does not know.
    UnknownVersion {
        newest: i64,
    },
    Settings(SettingsError),
    Invalid(InvalidConversion),
    /// The outbox cannot be opened, or its address or the client is wrong.
    Unopened(reditus_outbox::Error),
    /// The outbox is open, and the database failed.
    Failed(reditus_outbox::Error),
    Signals(io::Error),
    /// The relay cannot listen there.
    Listen {
        addr: SocketAddr,
        error: io::Error,
    },
}

impl OutboxError {
    pub(super) fn print(&self, global: &Global) -> Exit {
        let reader = global.reader();
        let Self::Failed(error) = self else { return report::could_not_start(self, reader) };
        let printed = match reader {
            Reader::Program => {
                let kind = error.kind().as_str();
                let object = json!({ "outcome": "error", "kind": kind, "error": self.to_string() });
                writeln!(io::stdout(), "{object:#}")
            }
            Reader::Person => writeln!(io::stderr(), "error: {self}"),
        };
        Exit::RunAgain.after(printed, Exit::RunAgain)
    }
}

/// Of an outbox that is open.
impl From<reditus_outbox::Error> for OutboxError {
    fn from(error: reditus_outbox::Error) -> Self {
        Self::Failed(error)
    }
}

impl fmt::Display for OutboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNamed => f.write_str(
                "no outbox; name its database with --outbox, REDITUS_OUTBOX or `outbox` in the \
                 configuration file: a path, `sqlite:PATH` or `postgres://…`",
            ),
            Self::UnknownVersion { newest } => {
                write!(f, "--from: the newest version of the outbox's tables is {newest}")
            }
            Self::Settings(error) => error.fmt(f),
            Self::Invalid(error) => write!(f, "{error}; nothing was enqueued"),
            Self::Unopened(error) if error.kind() == ErrorKind::Schema => {
                write!(f, "{error}; on this command line, that is --migrate")
            }
            Self::Unopened(error) | Self::Failed(error) => error.fmt(f),
            Self::Listen { addr, error } => write!(f, "cannot listen on {addr}: {error}"),
            Self::Signals(error) => write!(f, "signals cannot be handled: {error}"),
        }
    }
}
