//! Two conflicting conversions of each customer, three workers that are killed: the one that was
//! enqueued first is paid.
//!
//! 100 customers per store; with `REDITUS_TEST_FULL=1`, 300; with `REDITUS_TEST_LONG=1`, 1,000.

use std::{
    collections::HashSet,
    thread,
    time::{Duration, Instant},
};

use reditus::Conversion;
use reditus_outbox::{Address, Entry, Outbox};
use reditus_sandbox::Sandbox;

use crate::{
    database::{Database, End},
    run::{how_many, kill, spawn},
    runtime,
};

pub(crate) fn main(store: &str, address: &str) {
    let customers = how_many([100, 300, 1_000]);
    let runtime = runtime();
    let sandbox = runtime
        .block_on(Sandbox::builder().seed(fastrand::u64(..)).fault_rate(0.15).start())
        .unwrap();
    let outbox = Outbox::at(Address::parse(address).unwrap()).migrate(true).open();
    let outbox = runtime.block_on(outbox).unwrap();
    let mut database = runtime.block_on(Database::open(address));
    runtime.block_on(database.prepare());
    let base_url = sandbox.base_url();
    let mut workers = [0; 3].map(|_| spawn(&["--worker", address, &base_url]));
    let mut kills = 0;
    for slug in ["first", "second"] {
        for number in 0..customers {
            // The same customer by e-mail, by id, or by both. (The sandbox does not trim.)
            let email = |case: bool| match case {
                true => format!("C{number}@EXAMPLE.com"),
                false => format!("c{number}@example.com"),
            };
            let referrer = Conversion::affiliate(slug);
            let conversion = match (number % 3, slug == "first") {
                (0, first) => referrer.email(email(first)),
                (1, _) => referrer.uid(number.to_string()),
                (_, first) => referrer.email(email(first)).uid(number.to_string()),
            };
            let entry = Entry::new(&conversion).unwrap();
            let uid = format!("{slug} {number}");
            runtime.block_on(database.sign_up(&uid, &entry, 1, End::Commit));
            if number % 20 == 19 {
                let victim = &mut workers[fastrand::usize(..3)];
                kill(victim);
                *victim = spawn(&["--worker", address, &base_url]);
                kills += 1;
            }
        }
    }
    sandbox.faults().clear();
    let drained = Instant::now();
    while !runtime.block_on(outbox.stats()).unwrap().is_empty() {
        assert!(drained.elapsed() < Duration::from_secs(180), "the outbox does not drain");
        thread::sleep(Duration::from_millis(50));
    }
    workers.iter_mut().for_each(kill);
    let ledger = sandbox.ledger();
    let slugs: HashSet<_> = ledger.iter().filter_map(|entry| entry.referrer.slug()).collect();
    assert_eq!(slugs, HashSet::from(["first"]), "a second referrer was paid");
    assert_eq!(ledger.len(), customers);
    println!(
        "{store}: the first of two referrers was paid for {customers} customers, {kills} kills"
    );
}
