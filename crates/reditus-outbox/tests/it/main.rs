//! The outbox against the sandbox, over real sockets.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "../cluster/mod.rs"]
mod cluster;
mod days;
mod life;
mod pace;
mod redaction;
mod sqlite_trouble;
mod stores;
