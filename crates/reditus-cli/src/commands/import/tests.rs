//! Imports in this process, where a test can set the clock.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod mutations;
mod pacing;

use std::{path::Path, sync::Arc, time::Duration};

use clap::Parser;
use reditus::Client;

use super::{
    check::{CheckError, Show, check},
    file::Input,
    job::Job,
    ledger::{Account, Ledger, OtherToken},
    place::Place,
    plan::{Plan, Rejected},
    progress::Verbosity,
    results::Counts,
    stop::{Stop, Stopper},
};
use crate::args::{Args, Command, Import, OnConflict, Rate};

/// How many random cases to try: few by default, all in CI (`REDITUS_TEST_FULL=1`), many more with
/// `REDITUS_TEST_LONG=1`.
fn thoroughness([some, full, long]: [u64; 3]) -> u64 {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| value == "1");
    match (is_set("REDITUS_TEST_LONG"), is_set("REDITUS_TEST_FULL")) {
        (true, _) => long,
        (_, true) => full,
        _ => some,
    }
}

fn args(path: &Path, more: &[&str]) -> Import {
    let path = path.to_str().unwrap();
    let args = ["reditus", "import", path].into_iter().chain(more.iter().copied());
    match Args::parse_from(args).command {
        Command::Import(args) => args,
        _ => panic!("an import is parsed as one"),
    }
}

/// Imports as the command does, but with this client.
async fn import(
    args: &Import,
    client: Client,
    base_url: &str,
) -> Result<(Input, Counts, Option<Stop>), CheckError> {
    let input = Input::open(args).unwrap();
    let checked = check(&input, OnConflict::First, Show::None)?;
    let place = Place::of(args, &input).unwrap();
    let account = Account { base_url: base_url.to_owned(), token: "token".into() };
    let ledger = Ledger::open(&place.ledger, &account, OtherToken::Refuse).unwrap();
    let plan = Plan {
        rate: args.rate.unwrap_or(Rate::Off),
        concurrency: args.concurrency,
        give_up: Duration::from_secs(20),
        tries: args.tries,
        most_refused_alike: args.refused_alike.limit(),
        rejected: Rejected::Keep,
    };
    let verbosity = Verbosity::Quiet;
    let job = Job { input: &input, checked: &checked, place: &place, client, plan, verbosity };
    let summary = job.run(ledger, &Arc::new(Stopper::new())).await.unwrap();
    let (counts, stop) = (summary.counts, summary.stop);
    assert_eq!(counts.rows(), checked.valid + checked.invalid);
    Ok((input, counts, stop))
}
