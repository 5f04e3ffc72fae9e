//! Killed at any moment, `reditus outbox run` loses nothing and has nothing recorded twice.

use std::{
    collections::HashSet,
    process::{Command, Stdio},
    thread::{self, sleep},
    time::Duration,
};

use reditus::Conversion;
use reditus_outbox::{Address, Entry, Origin, Outbox};
use reditus_sandbox::{Fault, Sandbox};

use super::{Place, places};
use crate::{
    command::{run, start, wait_for},
    thoroughness::thoroughness,
};

const CUSTOMERS: usize = 60;
/// Soon over, so that a killed worker's conversions are soon another's.
const LEASE: &str = "2s";

#[test]
fn a_killed_worker_loses_nothing_and_records_nothing_twice() {
    let places = places();
    let seen: Vec<Seen> = thread::scope(|scope| {
        let plays: Vec<_> = places
            .iter()
            .zip(0..)
            .map(|(place, seed)| scope.spawn(move || play(place, seed)))
            .collect();
        plays.into_iter().map(|play| play.join().unwrap()).collect()
    });
    let kills = kills();
    for Seen { in_flight, again } in seen {
        println!("{kills} kills, {in_flight} with a request in flight, {again} sent again");
        assert!(in_flight >= kills / 3 && again >= 1, "{in_flight} in flight, {again} again");
    }
}

fn kills() -> usize {
    thoroughness([6, 12, 12]) as usize
}

/// What the kills hit.
struct Seen {
    in_flight: usize,
    again: usize,
}

fn play(place: &Place, seed: u64) -> Seen {
    let mut random = fastrand::Rng::with_seed(seed);
    let sandbox = start(Sandbox::builder());
    enqueue(place);
    // Recorded first, and then the worker is kept waiting for the response.
    sandbox.faults().always(Fault::slow_recording(Duration::from_millis(60)));
    let mut in_flight = 0;
    for _ in 0..kills() {
        let before = sandbox.requests().len();
        let mut worker = worker(place, &sandbox);
        let mut worker = worker.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for(|| sandbox.requests().len() > before || worker_is_idle(place));
        sleep(Duration::from_millis(random.u64(..80)));
        worker.kill().unwrap();
        worker.wait().unwrap();
        in_flight += usize::from(place.json(&["outbox", "status"])["delivering"] != 0);
    }
    sandbox.faults().clear();
    let (code, stdout, stderr) = run(&mut worker(place, &sandbox));
    assert_eq!((code, stdout.as_str()), (0, "empty: 0 conversions left\n"), "{stderr}");

    let ledger = sandbox.ledger();
    let uids: HashSet<_> = ledger.iter().filter_map(|entry| entry.uid.clone()).collect();
    assert_eq!((ledger.len(), uids.len()), (CUSTOMERS, CUSTOMERS));
    let sent = place.json(&["outbox", "list", "--state", "sent", "--limit", "1000"]);
    let sent = sent["conversions"].as_array().unwrap();
    let with = |outcome: &str| sent.iter().filter(|entry| entry["outcome"] == outcome).count();
    // Nobody else reports these customers: a duplicate is always ours.
    assert_eq!((sent.len(), with("recorded_before")), (CUSTOMERS, 0));
    assert_eq!(with("recorded") + with("possibly_ours"), CUSTOMERS);
    Seen { in_flight, again: with("possibly_ours") }
}

fn worker(place: &Place, sandbox: &Sandbox) -> Command {
    place.worker(sandbox, &["--until-empty", "--concurrency", "2", "--lease", LEASE])
}

/// Nothing is left to be sent but what a killed worker holds.
fn worker_is_idle(place: &Place) -> bool {
    place.json(&["outbox", "status"])["waiting"] == 0
}

fn enqueue(place: &Place) {
    let entries = (0..CUSTOMERS).map(|uid| {
        Entry::new(&Conversion::affiliate("john").uid(format!("customer-{uid}"))).unwrap()
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let new = runtime.block_on(async {
        let address = Address::parse(&place.address).unwrap();
        let outbox = Outbox::at(address).migrate(true).open().await.unwrap();
        outbox.enqueue(entries.collect(), Origin::Application).await.unwrap()
    });
    assert_eq!(new, [true; CUSTOMERS]);
}
