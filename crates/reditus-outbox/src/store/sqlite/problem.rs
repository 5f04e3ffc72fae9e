//! SQLite's errors, without the values that their messages may quote.

use rusqlite::ErrorCode;

use crate::error::{Error, ErrorKind};

pub(crate) fn problem(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        return Error::new(ErrorKind::Database, "the outbox's tables hold what cannot be read");
    };
    let (kind, detail) = match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => (
            ErrorKind::Locked,
            "another transaction holds the SQLite database; keep transactions short",
        ),
        ErrorCode::DiskFull => (ErrorKind::Full, "no space is left for the SQLite database"),
        ErrorCode::CannotOpen => (ErrorKind::Unavailable, "the SQLite database cannot be opened"),
        ErrorCode::SystemIoFailure => {
            (ErrorKind::Unavailable, "the SQLite database cannot be read or written")
        }
        ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::AuthorizationForStatementDenied => {
            (ErrorKind::Configuration, "the SQLite database cannot be written to: check its mode")
        }
        ErrorCode::NotADatabase => (ErrorKind::Configuration, "not a SQLite database"),
        ErrorCode::DatabaseCorrupt => (ErrorKind::Database, "the SQLite database is damaged"),
        _ => {
            let code = failure.extended_code;
            return Error::new(
                ErrorKind::Database,
                format!("SQLite refused a statement (code {code}); check the outbox's tables"),
            );
        }
    };
    Error::new(kind, detail)
}
