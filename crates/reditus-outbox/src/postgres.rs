//! The SQL for PostgreSQL: what enqueues, and what creates the tables.

/// Enqueues a conversion in the transaction of whoever executes it, and wakes the workers when it
/// commits. Two text parameters: [`Entry::key`](crate::Entry::key) and
/// [`Entry::body`](crate::Entry::body). An entry that is there already is left as it is, and
/// nothing fails; it returns no row then, and one otherwise.
pub const ENQUEUE: &str = include_str!("../sql/postgres/enqueue.sql");

/// [`ENQUEUE`] without the wake-up: a worker looks once a second. For transactions that are to be
/// prepared (`PREPARE TRANSACTION`), which must not `NOTIFY`.
pub const ENQUEUE_QUIETLY: &str = include_str!("../sql/postgres/enqueue_quietly.sql");

/// Like [`ENQUEUE_QUIETLY`], with two more text parameters: the account, and `application` or
/// `import`. What is imported is sent after what the application has just enqueued.
pub const ENQUEUE_FOR: &str = include_str!("../sql/postgres/enqueue_for.sql");

/// The tables, version by version: put them into your own migrations, in this order.
pub const SCHEMA: &[crate::Migration] =
    &[crate::Migration { version: 1, sql: include_str!("../sql/postgres/0001.sql") }];

/// What [`ENQUEUE`] notifies, and workers listen on.
#[cfg(feature = "postgres")]
pub(crate) const CHANNEL: &str = "reditus_outbox";
