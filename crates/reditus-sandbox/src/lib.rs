//! A stateful stand-in of the Reditus tracking API, for tests and for trying things out.

mod answer;
mod auth;
mod builder;
mod connection;
mod conversion;
mod entry;
mod error;
mod fault;
mod faults;
mod gzip;
mod journal;
mod ledger;
mod message;
mod mix;
mod rate_limit;
mod reading;
mod sandbox;
mod server;
mod service;
mod spoil;
mod wire;

pub use builder::Builder;
pub use entry::{Entry, Referrer, Version};
pub use error::Error;
pub use fault::{Delivery, Fault, RetryAfter};
pub use faults::Faults;
pub use journal::Request;
pub use mix::Mix;
pub use rate_limit::RateLimit;
pub use sandbox::Sandbox;
