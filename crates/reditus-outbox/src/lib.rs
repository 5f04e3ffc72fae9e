#![doc = include_str!("../README.md")]
//!
//! # The life of an entry
//!
#![doc = include_str!("states.md")]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("an outbox needs a database: enable the feature `sqlite` or `postgres`");

mod address;
#[cfg(test)]
mod conformance;
mod decide;
mod entry;
mod error;
mod handle;
mod listed;
#[cfg(test)]
mod model;
mod origin;
mod outbox;
pub mod postgres;
mod schema;
pub mod sqlite;
mod stats;
mod store;
#[cfg(feature = "test-util")]
pub mod test_util;
mod verbs;
mod worker;

pub use address::Address;
pub use entry::{Entry, InvalidConversion};
pub use error::{Error, ErrorKind};
pub use listed::{Listed, Selection};
pub use origin::Origin;
pub use outbox::{Opening, Outbox, Retry};
pub use schema::Migration;
pub use stats::{Paused, Stats};
pub use store::{Pause, State};
pub use worker::{Worker, WorkerBuilder};
