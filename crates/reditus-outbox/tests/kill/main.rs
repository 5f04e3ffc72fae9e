//! Workers and the enqueueing application are killed at random moments, with a service that fails,
//! rollbacks and duplicates: what was committed is reported, and nothing else.
//!
//! 40 workers and 6 applications are killed per store; with `REDITUS_TEST_FULL=1`, 150 and 20; with
//! `REDITUS_TEST_LONG=1`, 1,000 and 100.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod application;
#[path = "../cluster/mod.rs"]
mod cluster;
mod database;
mod order;
mod restarts;
mod run;
mod worker;

use std::{
    env,
    io::{self, Read},
    process, thread,
};

fn main() {
    let args: Vec<String> = env::args().collect();
    let rest: Vec<&str> = args.iter().skip(2).map(String::as_str).collect();
    match args.get(1).map(String::as_str) {
        Some("--worker") => {
            end_with_the_test();
            worker::main(&rest);
        }
        Some("--application") => {
            end_with_the_test();
            application::main(&rest);
        }
        // `cargo test -- --list` and filters: this is one test.
        Some("--list") => println!("kill: test"),
        _ => run::main(),
    }
}

/// Ends this process when the test that started it ends, however that ends: its standard input is
/// open until then. Otherwise a failed test would leave processes that run for ever.
fn end_with_the_test() {
    thread::spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        process::exit(1);
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
