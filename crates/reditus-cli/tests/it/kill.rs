//! Killed at any moment, an import loses no row and counts none twice.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::Path,
    process::Stdio,
    sync::Mutex,
    thread,
    time::Duration,
};

use reditus_sandbox::Sandbox;

use crate::command::{import, run, start};

/// Each scenario is one file, one sandbox, and a number of kills.
const SCENARIOS: u64 = 20;
const KILLS: usize = 10;
const ROWS: u32 = 60;

#[derive(Default)]
struct Seen {
    killed: usize,
    rows: usize,
    possibly_ours: usize,
}

/// Replay one with `REDITUS_SEED=7 cargo test -p reditus-cli --test it kill`.
#[test]
fn two_hundred_kills_lose_no_row_and_count_none_twice() {
    let seeds = match std::env::var("REDITUS_SEED").map(|seed| seed.parse::<u64>().unwrap()) {
        Ok(seed) => seed..seed + 1,
        Err(_) => 0..SCENARIOS,
    };
    let seeds = Mutex::new(seeds);
    let seen = thread::scope(|scope| {
        let workers = [(); 4].map(|()| {
            scope.spawn(|| {
                let mut seen = Seen::default();
                while let Some(seed) = { seeds.lock().unwrap().next() } {
                    play(seed, &mut seen);
                }
                seen
            })
        });
        workers.map(|worker| worker.join().unwrap())
    });
    let sum = |part: fn(&Seen) -> usize| seen.iter().map(part).sum::<usize>();
    let (rows, ours) = (sum(|seen| seen.rows), sum(|seen| seen.possibly_ours));
    println!("{} kills, {rows} rows, {ours} of them possibly ours", sum(|seen| seen.killed));
}

fn play(seed: u64, seen: &mut Seen) {
    let mut random = fastrand::Rng::with_seed(seed);
    let folder = tempfile::tempdir().unwrap();
    // Every honest fault but those that last until a timeout.
    let sandbox = Sandbox::builder().seed(seed).fault_rate(0.25);
    let sandbox = start(sandbox);
    // Somebody else has reported every sixth customer before.
    let before: BTreeSet<u32> = (0..ROWS).filter(|uid| uid % 6 == 5).collect();
    write(&folder.path().join("before.csv"), before.iter().copied());
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &["before.csv"]));
    assert_eq!(code, 0, "{stdout}");

    let mut uids: Vec<u32> = (0..ROWS).collect();
    for _ in 0..KILLS {
        // Between two runs the file is sorted anew, and after one that came to its end, extended.
        while !killed(&mut random, folder.path(), &sandbox, &mut uids) {
            let next = uids.len() as u32;
            uids.extend(next..next + ROWS);
        }
        seen.killed += 1;
    }
    let rows = uids.len();
    seen.rows += rows;
    let args = ["signups.csv", "--results", "results.csv", "--quiet"];
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 0, "seed {seed}: {stdout}{stderr}");

    // Nobody is lost, and nobody is there twice.
    let mut counted = HashSet::new();
    for entry in sandbox.ledger() {
        let uid: u32 = entry.uid.unwrap().parse().unwrap();
        assert!(counted.insert(uid), "seed {seed}: {uid} is counted twice");
    }
    assert_eq!(counted.len(), rows, "seed {seed}");
    // Each row is reported once, and as what it is.
    let results = fs::read_to_string(folder.path().join("results.csv")).unwrap();
    let mut reported = HashSet::new();
    for row in results.lines().skip(1) {
        let cells: Vec<_> = row.split(',').collect();
        let (outcome, uid) = (cells[0], cells[4]);
        let uid: u32 = uid.parse().unwrap();
        assert!(reported.insert(uid), "seed {seed}: {uid} is reported twice");
        let known = before.contains(&uid);
        match outcome {
            "recorded" => assert!(!known, "seed {seed}: {uid} was recorded before"),
            "already_recorded" => assert!(known, "seed {seed}: {uid} was not recorded before"),
            "possibly_ours" => seen.possibly_ours += 1,
            other => panic!("seed {seed}: {uid} is {other}"),
        }
    }
    assert_eq!(reported.len(), rows, "seed {seed}");
    // What is settled is sent no more.
    let requests = sandbox.requests().len();
    let (code, _, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, sandbox.requests().len()), (0, requests), "seed {seed}");
}

/// Kills an import at some moment; `false` if it has ended before.
fn killed(random: &mut fastrand::Rng, folder: &Path, sandbox: &Sandbox, uids: &mut [u32]) -> bool {
    random.shuffle(uids);
    write(&folder.join("signups.csv"), uids.iter().copied());
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

fn write(path: &Path, uids: impl Iterator<Item = u32>) {
    let rows: String = uids.map(|uid| format!("john,{uid}\n")).collect();
    fs::write(path, format!("affiliate_slug,uid\n{rows}")).unwrap();
}
