//! The SQL for PostgreSQL: statements that enqueue, and the tables.

/// Enqueues a conversion in the current transaction, and wakes the workers when that commits. It
/// takes two text parameters: [`Entry::key`](crate::Entry::key) and
/// [`Entry::body`](crate::Entry::body). It returns one row if the entry is new. An existing entry
/// is left as it is: there is no error then, and no row.
pub const ENQUEUE: &str = include_str!("../sql/postgres/enqueue.sql");

/// [`ENQUEUE`] without the wake-up: a worker notices within a second. For transactions that use
/// `PREPARE TRANSACTION`, which must not `NOTIFY`.
pub const ENQUEUE_QUIETLY: &str = include_str!("../sql/postgres/enqueue_quietly.sql");

/// Like [`ENQUEUE_QUIETLY`], with two more text parameters: the account, and `application` or
/// `import`. Imported entries are sent after those that the application has just enqueued.
pub const ENQUEUE_FOR: &str = include_str!("../sql/postgres/enqueue_for.sql");

/// The tables, version by version: add them to your own migrations, in this order.
pub const SCHEMA: &[crate::Migration] =
    &[crate::Migration { version: 1, sql: include_str!("../sql/postgres/0001.sql") }];

/// The channel that [`ENQUEUE`] notifies and workers listen on.
#[cfg(feature = "postgres")]
pub(crate) const CHANNEL: &str = "reditus_outbox";
