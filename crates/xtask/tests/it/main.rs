//! `cargo xtask specs`, in a copy of the tree.
#![allow(clippy::unwrap_used)] // helpers are not tests to clippy

mod check;
mod copy;
mod diff;
mod golden;
mod help;
mod pull;
mod server;
