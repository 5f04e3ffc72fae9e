//! The PostgreSQL server crashes, and connections are cut, at random moments.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use reditus::{Client, Conversion, RateLimit};
use reditus_outbox::{Address, Entry, Worker};
use reditus_sandbox::Sandbox;
use tokio::time::sleep;

use crate::{
    cluster::Server,
    database::{Database, End},
    run::how_many,
    runtime,
};

pub(crate) fn main(server: &Server) {
    let rounds = how_many([4, 10, 50]);
    runtime().block_on(async {
        let url = server.database().url;
        let sandbox = Sandbox::start().await.unwrap();
        let worker = Worker::at(Address::parse(&url).unwrap())
            .client(Client::builder("token").base_url(sandbox.base_url()))
            .rate_limit(RateLimit::off())
            .migrate(true)
            .poll(Duration::from_millis(20));
        let worker = worker.spawn().await.unwrap();
        let mut database = Database::open(&url).await;
        database.prepare().await;
        let mut committed = HashSet::new();
        for round in 0..rounds {
            for number in 0..10 {
                let uid = format!("{round} {number}");
                let entry = Entry::new(&Conversion::affiliate("john").uid(&uid)).unwrap();
                database.sign_up(&uid, &entry, 1, End::Commit).await;
                committed.insert(uid);
            }
            sleep(Duration::from_millis(fastrand::u64(..60))).await;
            if round % 2 == 0 {
                server.crash();
                sleep(Duration::from_millis(fastrand::u64(..300))).await;
                server.up();
                database = Database::open(&url).await;
            } else {
                let cut = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
                           WHERE pid <> pg_backend_pid() AND datname = current_database()";
                let cut = database.texts("", cut).await;
                assert!(cut.contains(&"true".to_owned()), "the worker was not connected");
            }
        }
        let drained = Instant::now();
        while !worker.outbox().stats().await.is_ok_and(|stats| stats.is_empty()) {
            assert!(drained.elapsed() < Duration::from_secs(60), "the outbox does not drain");
            sleep(Duration::from_millis(50)).await;
        }
        worker.shutdown(Duration::from_secs(5)).await;
        let ledger = sandbox.ledger();
        let recorded: HashSet<_> = ledger.iter().filter_map(|entry| entry.uid.clone()).collect();
        assert_eq!(recorded, committed);
        assert_eq!(ledger.len(), committed.len());
        println!("PostgreSQL: {rounds} crashes and cuts, {} reported", ledger.len());
    });
}
