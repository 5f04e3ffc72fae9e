//! What one `track` costs next to three peers in the same run: a bare request, what progenitor
//! generates, and the same promises written by hand.
//!
//! `cargo bench --bench track`. Instructions are counted by valgrind's callgrind, if it is installed,
//! with no `tracing` subscriber and with one at INFO; allocations by `allocation-counter`; throughput
//! against the clock, in turns, so that a noisy machine is noisy for everybody. The server is a
//! process of its own, reached by its host name as users do.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod body;
mod calls;
mod hooks;
mod instructions;
mod promises;
mod server;
#[path = "../../src/generated/tracking_v2.rs"]
#[rustfmt::skip]
#[allow(dead_code, missing_docs, unreachable_pub, unused_imports, clippy::all, clippy::unwrap_used)]
mod tracking_v2;

use std::{
    env,
    sync::Arc,
    time::{Duration, Instant},
};

use calls::{Call, KINDS};
use tracing_subscriber::{filter::LevelFilter, layer::SubscriberExt};

const CONCURRENCIES: [usize; 2] = [1, 64];
const ROUNDS: usize = 60;
const ROUND: usize = 2_000;
const COUNTED: u64 = 500;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["serve"] => server::serve(),
        ["run", kind, base_url, calls, subscriber] => {
            if subscriber == "subscribed" {
                let registry = tracing_subscriber::registry().with(LevelFilter::INFO);
                tracing::subscriber::set_global_default(registry).unwrap();
            }
            run(kind, base_url, calls.parse().unwrap());
        }
        // As cargo calls it, with `--bench` and what else it may pass on.
        _ => compare(),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Makes the calls that callgrind counts, one after the other.
fn run(kind: &str, base_url: &str, calls: usize) {
    let kind = KINDS.into_iter().find(|known| known.name() == kind).unwrap();
    let call = Call::new(kind, base_url);
    runtime().block_on(async {
        for _ in 0..calls {
            call.call().await;
        }
    });
}

fn compare() {
    let server = server::Server::start();
    let calls: Vec<_> =
        KINDS.into_iter().map(|kind| Arc::new(Call::new(kind, server.base_url()))).collect();
    let runtime = runtime();

    let [counted, subscribed] = ["alone", "subscribed"].map(|subscriber| {
        KINDS.map(|kind| instructions::per_call(kind.name(), server.base_url(), subscriber))
    });
    let allocated: Vec<_> = calls
        .iter()
        .map(|call| {
            runtime.block_on(call.call());
            let info = allocation_counter::measure(|| {
                for _ in 0..COUNTED {
                    runtime.block_on(call.call());
                }
            });
            (info.count_total / COUNTED, info.bytes_total / COUNTED)
        })
        .collect();
    let rates: Vec<_> = CONCURRENCIES
        .iter()
        .map(|&concurrency| runtime.block_on(throughput(&calls, concurrency)))
        .collect();

    println!("| | instructions | with a subscriber | allocations | bytes | calls/s at 1 | at 64 |");
    println!("|---|---|---|---|---|---|---|");
    for (index, kind) in KINDS.iter().enumerate() {
        let [instructions, with] = [counted[index], subscribed[index]]
            .map(|count| count.map_or("no valgrind".to_owned(), |count| count.to_string()));
        let (count, bytes) = allocated[index];
        let [one, many] = [0, 1].map(|at| median(rates[at][index].clone()));
        let name = kind.name();
        println!("| {name} | {instructions} | {with} | {count} | {bytes} | {one:.0} | {many:.0} |");
    }
    let ours = KINDS.len() - 1;
    for (index, kind) in KINDS.iter().enumerate().take(ours) {
        let [instructions, with] =
            [counted, subscribed].map(|counts| match (counts[ours], counts[index]) {
                (Some(ours), Some(theirs)) => format!("{:.3}", ours as f64 / theirs as f64),
                _ => "?".to_owned(),
            });
        println!(
            "reditus / {}: instructions {instructions}, with a subscriber {with}, allocations {:.3}, throughput at 1 {:.3}, at 64 {:.3}",
            kind.name(),
            allocated[ours].0 as f64 / allocated[index].0 as f64,
            ratio(&rates[0][ours], &rates[0][index]),
            ratio(&rates[1][ours], &rates[1][index]),
        );
    }
}

/// Calls per second of each kind, round by round. The kinds take turns, and take turns at being the
/// first.
async fn throughput(calls: &[Arc<Call>], concurrency: usize) -> Vec<Vec<f64>> {
    let mut rates = vec![Vec::new(); calls.len()];
    for turn in 0..ROUNDS {
        for kind in (0..calls.len()).map(|kind| (kind + turn) % calls.len()) {
            let took = round(&calls[kind], concurrency).await;
            rates[kind].push(ROUND as f64 / took.as_secs_f64());
        }
    }
    rates
}

/// The median of the rounds' ratios: a disturbance hits a few rounds, and a slow hour all kinds.
fn ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    median(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn round(call: &Arc<Call>, concurrency: usize) -> Duration {
    let local = tokio::task::LocalSet::new();
    let started = Instant::now();
    for _ in 0..concurrency {
        let call = Arc::clone(call);
        local.spawn_local(async move {
            for _ in 0..ROUND / concurrency {
                call.call().await;
            }
        });
    }
    local.await;
    started.elapsed()
}
