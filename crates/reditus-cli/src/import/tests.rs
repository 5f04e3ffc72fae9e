//! Imports in this process, where a test can set the clock and look into the ledger.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod mutations;
mod pacing;

use std::{path::Path, sync::Arc, time::Duration};

use clap::Parser;
use reditus::Client;

use super::{
    check::{Tell, check},
    input::Input,
    job::Job,
    ledger::Ledger,
    place::Place,
    row::Broken,
    stop::{Stop, Stopper},
    summary::Counts,
};
use crate::args::{Args, Command, Import, Rate};

fn args(path: &Path, more: &[&str]) -> Import {
    let path = path.to_str().unwrap();
    let args = ["reditus", "import", path].into_iter().chain(more.iter().copied());
    match Args::parse_from(args).command {
        Command::Import(args) => args,
        _ => panic!("an import is parsed as one"),
    }
}

/// As the command does, but with this client.
async fn import(
    args: &Import,
    client: Client,
    base_url: &str,
) -> Result<(Input, Counts, Option<Stop>), Broken> {
    let input = Input::open(args).unwrap();
    let checked = check(&input, Tell::None)?;
    let place = Place::of(args, &input).unwrap();
    let stopper = Arc::new(Stopper::new());
    let rate = args.rate.unwrap_or(Rate::Off);
    let job = Job {
        input: &input,
        valid: checked.valid,
        place: &place,
        client,
        rate,
        concurrency: args.concurrency,
        give_up: Duration::from_secs(20),
        retry_rejects: false,
        quiet: true,
    };
    let ledger = Ledger::open(&place.ledger, base_url).unwrap();
    let (counts, stop) = job.run(ledger, &stopper).await.unwrap();
    assert_eq!((counts.rows - counts.invalid, counts.invalid), (checked.valid, checked.invalid));
    Ok((input, counts, stop))
}
