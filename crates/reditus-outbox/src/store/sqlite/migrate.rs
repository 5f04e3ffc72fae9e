//! The version of the tables.

use rusqlite::{Connection, TransactionBehavior};

use super::{one, problem::problem};
use crate::{error::Result, schema, sqlite::SCHEMA};

/// Fails unless the tables are what this crate expects. Creates or changes them first if asked to.
pub(super) fn check(connection: &mut Connection, migrate: bool) -> Result<()> {
    if schema::missing(SCHEMA, version(connection)?)?.is_empty() {
        return Ok(());
    }
    if !migrate {
        return Err(schema::outdated(version(connection)?, "--sqlite"));
    }
    let tx =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(problem)?;
    // Read the version again: another worker may have been quicker.
    for migration in schema::missing(SCHEMA, version(&tx)?)? {
        tx.execute_batch(migration.sql).map_err(problem)?;
    }
    tx.commit().map_err(problem)
}

fn version(connection: &Connection) -> Result<Option<i64>> {
    let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'reditus_outbox_schema'";
    if one(connection, sql, [], |_| Ok(()))?.is_none() {
        return Ok(None);
    }
    Ok(one(connection, "SELECT max(version) FROM reditus_outbox_schema", [], |row| row.get(0))?
        .flatten())
}
