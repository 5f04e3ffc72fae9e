//! The SQL that creates the outbox's tables.

use serde_json::json;

use super::error::OutboxError;
use crate::{
    args::{self, Global},
    exit::Exit,
};

pub(super) fn print(args: &args::Schema, global: &Global) -> Result<Exit, OutboxError> {
    let (database, schema) = match args.postgres {
        true => ("postgres", reditus_outbox::postgres::SCHEMA),
        false => ("sqlite", reditus_outbox::sqlite::SCHEMA),
    };
    let newest = schema.last().map_or(0, |last| last.version);
    if args.from > newest {
        return Err(OutboxError::UnknownVersion { newest });
    }
    let steps: Vec<_> = schema.iter().filter(|step| step.version > args.from).collect();
    let migrations: Vec<_> =
        steps.iter().map(|step| json!({ "version": step.version, "sql": step.sql })).collect();
    let object = json!({ "database": database, "version": newest, "migrations": migrations });
    let sql: Vec<_> = steps.iter().map(|step| step.sql.trim_end()).collect();
    Ok(super::print(Exit::Done, object, sql.join("\n\n"), global))
}
