//! The SQL for SQLite: what enqueues, and what creates the tables.

/// Enqueues a conversion in the transaction of whoever executes it. Two text parameters:
/// [`Entry::key`](crate::Entry::key) and [`Entry::body`](crate::Entry::body). An entry that is
/// there already is left as it is, and nothing fails.
///
/// SQLite refuses a transaction that began by reading and writes once another has written
/// (`SQLITE_BUSY_SNAPSHOT`): begin yours with `BEGIN IMMEDIATE`.
pub const ENQUEUE: &str = include_str!("../sql/sqlite/enqueue.sql");

/// Like [`ENQUEUE`], with two more text parameters: the account, and `application` or `import`.
/// What is imported is sent after what the application has just enqueued.
pub const ENQUEUE_FOR: &str = include_str!("../sql/sqlite/enqueue_for.sql");

/// The tables, version by version: put them into your own migrations, in this order.
pub const SCHEMA: &[crate::Migration] =
    &[crate::Migration { version: 1, sql: include_str!("../sql/sqlite/0001.sql") }];
