#![doc = include_str!("../README.md")]
//!
//! # The life of an entry
//!
#![doc = include_str!("store/states.md")]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("an outbox needs a database: enable the feature `sqlite` or `postgres`");

mod address;
#[cfg(test)]
mod conformance;
mod decide;
mod entry;
mod error;
#[cfg(test)]
mod model;
mod outbox;
pub mod postgres;
mod schema;
pub mod sqlite;
mod store;
#[cfg(feature = "test-util")]
pub mod test_util;
mod verbs;
mod worker;

pub use address::Address;
pub use entry::{Entry, InvalidConversion, Origin};
pub use error::{Error, ErrorKind};
pub use outbox::{Listed, Opening, Outbox, Paused, Retry, Selection, Stats};
pub use schema::Migration;
pub use store::{Pause, State};
pub use worker::{Worker, WorkerBuilder};
