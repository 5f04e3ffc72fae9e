//! The crate as its users have it: over real sockets.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod answers;
mod client;
mod conversions;
mod golden;
mod limits;
mod redaction;
mod requests;
mod sandbox;
mod spec_builds;
mod threads;
mod v1;
mod wire;
