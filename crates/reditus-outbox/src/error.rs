//! What can go wrong with the outbox itself.

use std::{borrow::Cow, fmt};

/// Why an operation on the outbox failed. The *service's* response to a conversion is never such an
/// error: find it in [`Stats`](crate::Stats) and [`Outbox::list`](crate::Outbox::list).
///
/// `Display` says what happened and what to do. It never contains a token, an e-mail address, an id
/// or a connection string.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    detail: Cow<'static, str>,
}

/// The class of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The database cannot be opened or reached, or the connection was lost. A worker tries again.
    Unavailable,
    /// Another transaction held the database for too long. A worker tries again.
    Locked,
    /// No space is left on the disk of the database. A worker tries again.
    Full,
    /// The outbox's tables are missing or have another version.
    Schema,
    /// The database refused a statement.
    Database,
    /// A setting of the client, or the address of the outbox, cannot be used.
    Configuration,
}

impl ErrorKind {
    /// The kind's name for programs: `unavailable`, `locked` and so on.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Locked => "locked",
            Self::Full => "full",
            Self::Schema => "schema",
            Self::Database => "database",
            Self::Configuration => "configuration",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    /// The class of the error.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn new(kind: ErrorKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, detail: detail.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Error {}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;
