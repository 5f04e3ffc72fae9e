//! The tests, in one binary.

#![expect(clippy::unwrap_used, reason = "a helper that fails should fail its test")]

mod cases;
mod codes;
mod dependencies;
mod files;
mod folder;
mod generation;
mod mutation;
mod naming;
mod reading;
mod readme;

/// True for the full number of random cases, which CI runs: `REDITUS_TEST_FULL=1 cargo test`.
fn full() -> bool {
    std::env::var_os("REDITUS_TEST_FULL").is_some_and(|value| value == "1")
}
