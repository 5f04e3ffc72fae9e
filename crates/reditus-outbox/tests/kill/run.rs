//! Kills, and looks at what is left.

use std::{
    collections::HashSet,
    env,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use reditus_outbox::{Address, Outbox};
use reditus_sandbox::Sandbox;

use crate::{cluster, database::Database, order, restarts, runtime};

struct Kills {
    workers: usize,
    applications: usize,
}

/// Few by default, more in CI (`REDITUS_TEST_FULL=1`), many more with `REDITUS_TEST_LONG=1`.
pub(crate) fn how_many<T: Copy>([some, full, long]: [T; 3]) -> T {
    let is_set = |name| env::var_os(name).is_some();
    match (is_set("REDITUS_TEST_LONG"), is_set("REDITUS_TEST_FULL")) {
        (true, _) => long,
        (_, true) => full,
        _ => some,
    }
}

pub(crate) fn main() {
    let (workers, applications) = how_many([(40, 6), (150, 20), (1_000, 100)]);
    let kills = Kills { workers, applications };
    let folder = tempfile::tempdir().unwrap();
    let server = cluster::server();
    let (kills, file) = (&kills, |name| folder.path().join(name).to_str().unwrap().to_owned());
    let mut outboxes = vec![("SQLite", [file("app.db"), file("order.db")])];
    outboxes.extend(server.map(|server| ("PostgreSQL", [(); 2].map(|()| server.database().url))));
    thread::scope(|scope| {
        for (store, [stormy, ordered]) in outboxes {
            scope.spawn(move || storm(store, &stormy, kills));
            scope.spawn(move || order::main(store, &ordered));
        }
    });
    if let Some(server) = server {
        restarts::main(server);
    }
}

fn storm(store: &str, address: &str, kills: &Kills) {
    let runtime = runtime();
    let sandbox = runtime
        .block_on(Sandbox::builder().seed(fastrand::u64(..)).fault_rate(0.15).start())
        .unwrap();
    let outbox = Outbox::at(Address::parse(address).unwrap()).migrate(true).open();
    let outbox = runtime.block_on(outbox).unwrap();
    let database = runtime.block_on(Database::open(address));
    runtime.block_on(database.prepare());

    let base_url = sandbox.base_url();
    let worker = || spawn(&["--worker", address, &base_url]);
    let mut workers = [worker(), worker()];
    let mut application = spawn(&["--application", address]);
    let (mut killed_workers, mut killed_applications) = (0, 0);
    let users =
        || runtime.block_on(database.texts("SELECT uid FROM users", "SELECT uid FROM users"));
    let requests = || sandbox.requests().len();
    let faults = || sandbox.requests().iter().filter(|request| request.fault().is_some()).count();
    let (stormed, longest) = (Instant::now(), Duration::from_secs(5) * kills.workers as u32);
    while killed_workers < kills.workers
        || killed_applications < kills.applications
        || users().len() < 3 * kills.workers
        || faults() < kills.workers / 8
    {
        assert!(stormed.elapsed() < longest, "{store}: too few commits or faults");
        let seen = requests();
        thread::sleep(Duration::from_millis(fastrand::u64(40..160)));
        // Where workers start slowly, time alone would kill them all before their first request.
        if fastrand::bool() {
            let waited = Instant::now();
            while requests() == seen && waited.elapsed() < Duration::from_secs(5) {
                thread::sleep(Duration::from_millis(1));
            }
        }
        let victim = fastrand::usize(..2);
        kill(&mut workers[victim]);
        workers[victim] = worker();
        killed_workers += 1;
        if killed_workers % (kills.workers / kills.applications) == 0 {
            kill(&mut application);
            application = spawn(&["--application", address]);
            killed_applications += 1;
        }
    }
    kill(&mut application);
    sandbox.faults().clear();
    let drained = Instant::now();
    while !runtime.block_on(outbox.stats()).unwrap().is_empty() {
        assert!(drained.elapsed() < Duration::from_secs(120), "the outbox does not drain");
        thread::sleep(Duration::from_millis(50));
    }
    workers.iter_mut().for_each(kill);

    let committed = users();
    let recorded: Vec<String> =
        sandbox.ledger().into_iter().filter_map(|entry| entry.uid).collect();
    let (expected, seen): (HashSet<_>, HashSet<_>) =
        (committed.iter().collect(), recorded.iter().collect());
    assert_eq!(seen.len(), recorded.len(), "recorded twice");
    assert_eq!(expected.difference(&seen).count(), 0, "committed and lost");
    assert_eq!(seen.difference(&expected).count(), 0, "rolled back and reported");
    let outcomes = |outcome: &str| {
        let sql = format!("SELECT key FROM reditus_outbox_entries WHERE outcome = '{outcome}'");
        let postgres = sql.replace("outbox_entries", "outbox.entries");
        runtime.block_on(database.texts(&sql, &postgres)).len()
    };
    let (ours, possibly, before) =
        (outcomes("recorded"), outcomes("possibly_ours"), outcomes("recorded_before"));
    assert_eq!(before, 0, "each customer is reported by us alone: an untrue fate");
    assert_eq!(ours + possibly, committed.len());
    let stats = runtime.block_on(outbox.stats()).unwrap();
    assert_eq!((stats.refused, stats.dead), (0, 0));

    let (requests, faults) = (requests(), faults());
    println!(
        "{store}: {killed_workers} workers and {killed_applications} applications killed, {} \
         committed, {ours} recorded, {possibly} possibly ours, {requests} requests, {faults} faults",
        committed.len(),
    );
    assert!(committed.len() >= 3 * kills.workers && faults >= kills.workers / 8, "too few");
    assert!(possibly >= 1, "no response was lost");
}

/// A process that ends with this one.
pub(crate) fn spawn(args: &[&str]) -> Child {
    let exe = env::current_exe().unwrap();
    Command::new(Path::new(&exe)).args(args).stdin(Stdio::piped()).spawn().unwrap()
}

/// `SIGKILL`.
pub(crate) fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
