//! Why a ledger cannot be used, and what to do.

use std::{
    error::Error,
    fmt, io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

#[derive(Debug)]
pub(crate) struct LedgerError {
    pub(super) path: PathBuf,
    pub(super) problem: Problem,
}

#[derive(Debug)]
pub(super) enum Problem {
    /// Nothing at the path can be a ledger, or it cannot be opened.
    Unusable(io::Error),
    NotALedger,
    /// A database, but of another program.
    Foreign,
    /// Written by a later version of the command.
    Newer {
        version: i32,
        newest: i32,
    },
    OtherService {
        ledger: String,
        command: String,
    },
    /// Written with another token.
    OtherAccount,
    Database(rusqlite::Error),
}

impl LedgerError {
    pub(super) fn new(path: &Path, problem: Problem) -> Self {
        Self { path: path.to_owned(), problem }
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl Error for LedgerError {}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable(error) => write!(f, "{error}; use --ledger to name another file"),
            Self::NotALedger => f.write_str("not a ledger; use --ledger to name another file"),
            Self::Foreign => f.write_str(
                "a database of another program, not a ledger; use --ledger to name another file",
            ),
            Self::Newer { version, newest } => write!(
                f,
                "a ledger of version {version}, and reditus {} knows versions up to {newest}; \
                 continue with the version of the command that wrote it",
                env!("CARGO_PKG_VERSION")
            ),
            Self::OtherService { ledger, command } => write!(
                f,
                "the ledger of an import to {ledger}, but this import goes to {command}; use --ledger \
                 to name another file"
            ),
            Self::OtherAccount => f.write_str(
                "the ledger of an import with another API token, whose rows count as done; use \
                 --ledger to name another file, or add --same-account if the token was replaced by \
                 a new one of the same account",
            ),
            Self::Database(error) => database(error, f),
        }
    }
}

fn database(error: &rusqlite::Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let rusqlite::Error::FromSqlConversionFailure(_, _, cause) = error {
        return write!(f, "the ledger is damaged: {cause}; {DAMAGED}");
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            f.write_str("another import is using this ledger; wait until it has ended")
        }
        Some(ErrorCode::DiskFull) => f.write_str("the disk is full"),
        Some(ErrorCode::NotADatabase) => write!(f, "{}", Problem::NotALedger),
        Some(ErrorCode::DatabaseCorrupt) => write!(f, "the ledger is damaged; {DAMAGED}"),
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::SystemIoFailure,
        ) => write!(f, "the ledger cannot be written ({error})"),
        _ => write!(f, "the ledger cannot be used: {error}"),
    }
}

/// Advice that sends nobody in circles, and throws away nothing that is known.
const DAMAGED: &str = "keep it, and restore it from a backup if there is one; without one, import \
                       with another --ledger: every row is sent again, and the service responds with \
                       409 to those it already has, so nothing is paid twice";
