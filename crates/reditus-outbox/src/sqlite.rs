//! The SQL for SQLite: statements that enqueue, and the tables.

/// Enqueues a conversion in the current transaction. It takes two text parameters:
/// [`Entry::key`](crate::Entry::key) and [`Entry::body`](crate::Entry::body). An existing entry is
/// left as it is, without an error.
///
/// Begin your transaction with `BEGIN IMMEDIATE`. One that began by reading cannot write once
/// another transaction has written: SQLite fails it with `SQLITE_BUSY_SNAPSHOT`.
pub const ENQUEUE: &str = include_str!("../sql/sqlite/enqueue.sql");

/// Like [`ENQUEUE`], with two more text parameters: the account, and `application` or `import`.
/// Imported entries are sent after those that the application has just enqueued.
pub const ENQUEUE_FOR: &str = include_str!("../sql/sqlite/enqueue_for.sql");

/// The tables, version by version: add them to your own migrations, in this order.
pub const SCHEMA: &[crate::Migration] =
    &[crate::Migration { version: 1, sql: include_str!("../sql/sqlite/0001.sql") }];
