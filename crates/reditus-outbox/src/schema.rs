//! The versions of the outbox's tables.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// One step from a version of the tables to the next; from
/// [`sqlite::SCHEMA`](crate::sqlite::SCHEMA) or [`postgres::SCHEMA`](crate::postgres::SCHEMA).
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migration {
    /// The version that the tables have after this step.
    pub version: i64,
    /// The statements, to be executed in one transaction.
    pub sql: &'static str,
}

impl fmt::Debug for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migration").field("version", &self.version).finish_non_exhaustive()
    }
}

/// The migrations that tables of this version still need; `None` stands for no tables.
pub(crate) fn missing(
    schema: &'static [Migration],
    version: Option<i64>,
) -> Result<&'static [Migration], Error> {
    let newest = schema.last().map_or(0, |last| last.version);
    let version = version.unwrap_or(0);
    if version > newest {
        return Err(Error::new(
            ErrorKind::Schema,
            format!(
                "the outbox's tables have version {version}, but reditus-outbox {} knows only \
                 versions up to {newest}; upgrade it",
                env!("CARGO_PKG_VERSION")
            ),
        ));
    }
    let done = schema.iter().take_while(|migration| migration.version <= version).count();
    Ok(schema.get(done..).unwrap_or_default())
}

/// The tables are missing or old, and no migration was asked for.
pub(crate) fn outdated(version: Option<i64>, flag: &str) -> Error {
    let what = match version {
        None => "the outbox's tables are missing".to_owned(),
        Some(version) => format!("the outbox's tables have version {version}, which is too old"),
    };
    let from = version.map(|version| format!(" --from {version}")).unwrap_or_default();
    Error::new(
        ErrorKind::Schema,
        format!(
            "{what}; add what `reditus outbox schema {flag}{from}` prints to your migrations, or \
             have the worker do it with `.migrate(true)`"
        ),
    )
}
