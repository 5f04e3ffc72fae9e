//! The outbox against the sandbox, over real sockets.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "../cluster/mod.rs"]
mod cluster;
mod days;
mod full_disk;
mod life;
mod pace;
mod pgbouncer;
mod postgres_commits;
mod postgres_trouble;
mod redaction;
mod sqlite_trouble;
mod stores;
