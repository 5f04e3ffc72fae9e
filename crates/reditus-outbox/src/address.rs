//! The address of an outbox.

use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::PathBuf;

use crate::error::{Error, ErrorKind};

/// The address of an outbox. `Debug` shows neither path nor password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Address {
    /// The path of a SQLite database.
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database, as
    /// [tokio-postgres](https://docs.rs/tokio-postgres/0.7/tokio_postgres/config/struct.Config.html)
    /// reads it.
    #[cfg(feature = "postgres")]
    Postgres(String),
}

impl Address {
    /// Reads `postgres://…`, `postgresql://…`, `sqlite:PATH` or a path.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the text is empty, or if this crate was built without
    /// support for that database.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let configuration = |what: &'static str| Error::new(ErrorKind::Configuration, what);
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            #[cfg(feature = "postgres")]
            return Ok(Self::Postgres(text.to_owned()));
            #[cfg(not(feature = "postgres"))]
            return Err(configuration("built without the feature `postgres`"));
        }
        let path = match text.strip_prefix("sqlite:") {
            // What other libraries understand by these is another database, or none.
            Some(path) if path.contains('?') || path.ends_with(":memory:") => {
                return Err(configuration(
                    "expected a file after `sqlite:`, without parameters, for the outbox",
                ));
            }
            Some(path) => path.strip_prefix("//").unwrap_or(path),
            None => text,
        };
        if path.is_empty() {
            return Err(configuration(
                "expected a path, `sqlite:PATH` or `postgres://…` for the outbox",
            ));
        }
        #[cfg(feature = "sqlite")]
        return Ok(Self::Sqlite(PathBuf::from(path)));
        #[cfg(not(feature = "sqlite"))]
        return Err(configuration("built without the feature `sqlite`"));
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "Sqlite(…)",
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => "Postgres(…)",
        })
    }
}
