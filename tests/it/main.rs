//! The crate as its users see it: over real sockets.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod axum;
#[cfg(feature = "blocking")]
mod blocking;
mod cancellation;
mod clicks;
mod client;
mod conversions;
#[cfg(feature = "codegen")]
mod copy;
mod delivery;
mod documentation;
mod effort;
#[cfg(feature = "codegen")]
mod golden;
mod limits;
mod observability;
mod pacing;
mod redaction;
mod requests;
mod responses;
mod sandbox;
mod setup;
#[cfg(feature = "codegen")]
mod spec_updates;
mod threads;
mod truth;
mod v1;
mod watch;
mod wire;
