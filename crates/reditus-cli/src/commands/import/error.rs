//! Why nothing was sent.

use std::{error::Error, fmt, io, path::PathBuf};

use super::{
    check::{CheckError, Checked},
    file::InputError,
    ledger::LedgerError,
    place::PlaceError,
    results::ResultsError,
};
use crate::{commands::outbox::OutboxError, settings::SettingsError};

pub(crate) enum ImportError {
    Input(InputError),
    Settings(SettingsError),
    Outbox(OutboxError),
    Results(ResultsError),
    Client(reditus::Error),
    Check(CheckError),
    InvalidRows { path: PathBuf, checked: Checked },
    Conflicts { path: PathBuf, what: String },
    Place(PlaceError),
    Ledger(LedgerError),
    Signals(io::Error),
    Runtime(io::Error),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Settings(error) => error.fmt(f),
            Self::Outbox(error) => error.fmt(f),
            Self::Results(error) => error.fmt(f),
            Self::Client(error) => error.fmt(f),
            Self::Check(error) => write!(f, "{error}; nothing was sent"),
            Self::InvalidRows { path, checked } => write!(
                f,
                "{}: {checked}; nothing was sent; correct them, or add --skip-invalid to send the \
                 others",
                path.display()
            ),
            Self::Conflicts { path, what } => write!(
                f,
                "{}: {what}; nothing was sent; --check lists them, and --on-conflict first or last \
                 chooses a row",
                path.display()
            ),
            Self::Place(error) => error.fmt(f),
            Self::Ledger(error) => error.fmt(f),
            Self::Signals(error) => {
                write!(f, "signals cannot be handled: {error}; nothing was sent")
            }
            Self::Runtime(error) => {
                write!(f, "cannot start an async runtime: {error}; nothing was sent")
            }
        }
    }
}

impl fmt::Debug for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ImportError {}

macro_rules! from {
    ($($error:ty => $variant:ident),*) => {
        $(impl From<$error> for ImportError {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

from!(
    InputError => Input,
    SettingsError => Settings,
    OutboxError => Outbox,
    ResultsError => Results,
    CheckError => Check,
    PlaceError => Place,
    LedgerError => Ledger
);
