//! A worker as a process.

use std::{
    process,
    time::{Duration, Instant},
};

use reditus_outbox::{Outbox, Pause, Stats, Worker};
use serde_json::json;

use super::{
    address::address, change::conversions, error::OutboxError, print, start_worker, status,
};
use crate::{
    args::{At, Global, Run},
    events,
    exit::Exit,
    settings::Settings,
    signals::Signals,
};

/// How long requests in flight may take once a signal has come: what the default timeouts allow.
const GRACE: Duration = Duration::from_secs(20);

/// How long to wait between two looks, unless looking takes long.
const LOOK: Duration = Duration::from_millis(100);

/// Why a worker ends.
enum End {
    /// Nothing waits.
    Empty,
    /// Somebody has paused the account, and only somebody can resume it.
    Paused,
    Interrupted,
}

pub(super) async fn run(args: &Run, at: &At, global: &Global) -> Result<Exit, OutboxError> {
    let settings = Settings::read(global).map_err(OutboxError::Settings)?;
    let worker = Worker::at(address(at, global)?)
        .migrate(at.migrate)
        .concurrency(args.concurrency.into())
        .lease(args.lease);
    let mut signals = Signals::new().map_err(OutboxError::Signals)?;
    events::show();
    let worker = start_worker(worker, at, &args.delivery, &settings).await?;
    let outbox = worker.outbox().clone();
    let end = tokio::select! {
        () = signals.next() => Ok(End::Interrupted),
        end = emptied(&outbox), if args.until_empty => end,
    };
    tokio::select! {
        () = worker.shutdown(GRACE) => {}
        () = signals.next() => process::exit(Exit::Interrupted as i32),
    }
    let (end, stats) = (end?, outbox.stats().await?);
    Ok(finish(&end, &stats, args.until_empty, global))
}

/// Waits until the worker has nothing left to do.
async fn emptied(outbox: &Outbox) -> Result<End, OutboxError> {
    loop {
        let started = Instant::now();
        let stats = outbox.stats().await?;
        if stats.is_empty() {
            return Ok(End::Empty);
        }
        let asked = stats.paused.is_some_and(|paused| paused.why == Pause::Asked);
        if asked && stats.delivering == 0 {
            return Ok(End::Paused);
        }
        // A look counts what waits: that is not to keep the database busy.
        tokio::time::sleep(LOOK.max(started.elapsed() * 20)).await;
    }
}

fn finish(end: &End, stats: &Stats, until_empty: bool, global: &Global) -> Exit {
    let left = stats.waiting + stats.delivering;
    let (outcome, exit) = match end {
        End::Empty => ("empty", Exit::Done),
        End::Paused => ("paused", Exit::Not),
        End::Interrupted if until_empty && left > 0 => ("interrupted", Exit::Interrupted),
        End::Interrupted => ("stopped", Exit::Done),
    };
    let refused = stats.refused + stats.dead;
    let text = match refused {
        0 => format!("{outcome}: {} left", conversions(left)),
        _ => format!("{outcome}: {} left, and {refused} refused or dead", conversions(left)),
    };
    print(exit, json!({ "outcome": outcome, "outbox": status::object(stats) }), text, global)
}
