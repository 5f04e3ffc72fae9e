//! Killed at any moment, an import loses no row, records none twice, and keeps a customer's rows in
//! order.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
    process::Stdio,
    sync::Mutex,
    thread,
    time::Duration,
};

use reditus_sandbox::Sandbox;

use crate::{
    command::{import, run, start},
    thoroughness::seeds,
};

/// Each scenario is one file, one sandbox, and a number of kills.
const KILLS: usize = 10;
const CUSTOMERS: u32 = 60;
/// The rows that may be marked when an import is killed: twice the default concurrency.
const MARKED: usize = 8;

#[derive(Default)]
struct Seen {
    kills: usize,
    rows: usize,
    recorded: usize,
    already_recorded: usize,
    possibly_ours: usize,
    /// Requests that were answered with a fault, or not at all.
    faults: usize,
}

/// Replay one scenario with `REDITUS_SEED=7 cargo test -p reditus-cli --test it kill`.
#[test]
fn kills_lose_no_row_record_none_twice_and_change_no_order() {
    let scenarios = seeds([2, 20, 100]);
    let count = (scenarios.end - scenarios.start) as usize;
    let scenarios = Mutex::new(scenarios);
    let seen = thread::scope(|scope| {
        let workers = [(); 4].map(|()| {
            scope.spawn(|| {
                let mut seen = Seen::default();
                while let Some(seed) = { scenarios.lock().unwrap().next() } {
                    play(seed, &mut seen);
                }
                seen
            })
        });
        workers.map(|worker| worker.join().unwrap())
    });
    let sum = |part: fn(&Seen) -> usize| seen.iter().map(part).sum::<usize>();
    let (kills, rows) = (sum(|seen| seen.kills), sum(|seen| seen.rows));
    let (recorded, known) = (sum(|seen| seen.recorded), sum(|seen| seen.already_recorded));
    let (ours, faults) = (sum(|seen| seen.possibly_ours), sum(|seen| seen.faults));
    println!(
        "{kills} kills, {faults} faults, {rows} rows: {recorded} recorded, {known} already \
         recorded, {ours} possibly ours"
    );
    assert!(kills == count * KILLS && rows >= count * CUSTOMERS as usize);
    // Only a kill or a fault leaves a row in doubt, and most rows meet neither.
    assert!(ours <= faults + kills * MARKED, "{ours} rows are possibly ours");
    assert!(recorded * 2 > rows / 2, "only {recorded} rows are recorded for certain");
    assert!(known > rows / 12, "only {known} rows are known to be recorded before");
}

/// A customer and which of their rows this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Row {
    uid: u32,
    affiliate: &'static str,
}

/// Every third customer has two rows, and only the first one's referrer is to be paid.
fn rows(uid: u32) -> impl Iterator<Item = Row> {
    let second = uid.is_multiple_of(3).then_some(Row { uid, affiliate: "mary" });
    [Row { uid, affiliate: "john" }].into_iter().chain(second)
}

/// Somebody else has reported every sixth customer before.
fn is_known(uid: u32) -> bool {
    uid % 6 == 5
}

fn play(seed: u64, seen: &mut Seen) {
    let mut random = fastrand::Rng::with_seed(seed);
    let folder = tempfile::tempdir().unwrap();
    // The service fails in every honest way, except those that last until a timeout.
    let sandbox = Sandbox::builder().seed(seed).fault_rate(0.25);
    let sandbox = start(sandbox);
    let mut uids: Vec<u32> = (0..CUSTOMERS).collect();
    let known: Vec<_> = uids.iter().copied().filter(|&uid| is_known(uid)).collect();
    let before: Vec<_> = known.iter().map(|&uid| Row { uid, affiliate: "jane" }).collect();
    write(&folder.path().join("before.csv"), &before);
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &["before.csv"]));
    assert_eq!(code, 0, "{stdout}");

    for _ in 0..KILLS {
        // Before each run the customers are shuffled; if a run ends by itself, more are added.
        while !killed(&mut random, folder.path(), &sandbox, &mut uids) {
            let next = uids.len() as u32;
            uids.extend(next..next + CUSTOMERS);
        }
        seen.kills += 1;
    }
    let args = ["signups.csv", "--results", "results.csv", "--quiet"];
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 0, "seed {seed}: {stdout}{stderr}");

    // Everybody is recorded once, for the referrer of their first row.
    let mut recorded = HashSet::new();
    for entry in sandbox.ledger() {
        let slug = entry.referrer.slug().map(str::to_owned);
        let uid: u32 = entry.uid.unwrap().parse().unwrap();
        assert!(recorded.insert(uid), "seed {seed}: {uid} is recorded twice");
        let first = if known.contains(&uid) { "jane" } else { "john" };
        assert_eq!(slug.as_deref(), Some(first), "seed {seed}: the referrer of {uid}");
    }
    assert_eq!(recorded.len(), uids.len(), "seed {seed}");

    // Each row is reported once, with a result that can be true.
    let results = fs::read_to_string(folder.path().join("results.csv")).unwrap();
    let mut outcomes = HashMap::new();
    for row in results.lines().skip(1) {
        let cells: Vec<_> = row.split(',').collect();
        let (outcome, affiliate, uid) = (cells[0], cells[3], cells[4].parse::<u32>().unwrap());
        let again = outcomes.insert((uid, affiliate), outcome);
        assert_eq!(again, None, "seed {seed}: {uid} is reported twice");
        let is_first = affiliate == "john" && !known.contains(&uid);
        match outcome {
            "recorded" => assert!(is_first, "seed {seed}: {uid} was recorded before"),
            "already_recorded" => assert!(!is_first, "seed {seed}: {uid} was not recorded before"),
            "possibly_ours" => {}
            other => panic!("seed {seed}: {uid} is {other}"),
        }
        seen.recorded += usize::from(outcome == "recorded");
        seen.already_recorded += usize::from(outcome == "already_recorded");
        seen.possibly_ours += usize::from(outcome == "possibly_ours");
    }
    let expected = uids.iter().flat_map(|&uid| rows(uid)).count();
    assert_eq!(outcomes.len(), expected, "seed {seed}");
    seen.rows += expected;
    seen.faults += sandbox.requests().iter().filter(|request| request.fault().is_some()).count();

    // What is settled is not sent again.
    let requests = sandbox.requests().len();
    let (code, _, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, sandbox.requests().len()), (0, requests), "seed {seed}");
}

/// Kills an import at some moment; `false` if it has ended before.
fn killed(random: &mut fastrand::Rng, folder: &Path, sandbox: &Sandbox, uids: &mut [u32]) -> bool {
    random.shuffle(uids);
    // The second rows are far behind the first ones, in any order.
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for row in uids.iter().flat_map(|&uid| rows(uid)) {
        if row.affiliate == "john" { first.push(row) } else { second.push(row) }
    }
    // Half of them follow at once.
    for row in second {
        let after = first.iter().position(|first| first.uid == row.uid).unwrap() + 1;
        let at = if random.bool() { after } else { random.usize(after..=first.len()) };
        first.insert(at, row);
    }
    write(&folder.join("signups.csv"), &first);
    let mut child = import(folder, sandbox, &["signups.csv", "--results", "results.csv"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_micros(random.u64(0..250_000)));
    if child.try_wait().unwrap().is_some() {
        return false;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

fn write(path: &Path, rows: &[Row]) {
    let rows: String =
        rows.iter().map(|Row { uid, affiliate }| format!("{affiliate},{uid}\n")).collect();
    fs::write(path, format!("affiliate_slug,uid\n{rows}")).unwrap();
}
