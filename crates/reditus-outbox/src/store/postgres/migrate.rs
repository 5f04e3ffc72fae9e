//! The version of the tables.

use tokio_postgres::{Client, types::Type};

use super::{Queries, columns, problem::problem};
use crate::{error::Result, postgres::SCHEMA, schema};

/// Held while the tables are created, so that workers that start together do not do it twice.
const LOCK: i64 = 0x0072_6564_6974_7573;

/// Fails unless the tables are what this crate expects. Creates or changes them first if asked to.
pub(super) async fn check(client: &mut Client, migrate: bool) -> Result<()> {
    let found = version(client).await?;
    if schema::missing(SCHEMA, found)?.is_empty() {
        return Ok(());
    }
    if !migrate {
        return Err(schema::outdated(found, "--postgres"));
    }
    let tx = client.transaction().await.map_err(problem)?;
    tx.all("SELECT pg_advisory_xact_lock($1)", &[(&LOCK, Type::INT8)]).await?;
    for migration in schema::missing(SCHEMA, version(&tx).await?)? {
        tx.batch_execute(migration.sql).await.map_err(problem)?;
    }
    tx.commit().await.map_err(problem)
}

async fn version(client: &impl Queries) -> Result<Option<i64>> {
    let sql = "SELECT to_regclass('reditus_outbox.schema_version') IS NOT NULL";
    if !columns::get::<bool>(&client.one(sql, &[]).await?, 0)? {
        return Ok(None);
    }
    let sql = "SELECT max(version)::bigint FROM reditus_outbox.schema_version";
    columns::get(&client.one(sql, &[]).await?, 0)
}
