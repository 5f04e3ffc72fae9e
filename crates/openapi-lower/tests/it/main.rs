//! The tests, in one binary.

#![expect(clippy::unwrap_used, reason = "outside of `#[test]`, too, a failure is to be seen")]

mod cases;
mod folder;
mod generation;
mod mutation;
mod naming;
mod reading;
