//! Instructions, as callgrind counts them: the same for the same binary on any machine, however
//! busy it is.

use std::{env, process::Command};

/// Start-up, the first connection and what is set up once are in both runs, and so cancel out.
const RUNS: [u64; 2] = [500, 1_500];

/// `None` without valgrind.
pub(crate) fn per_call(kind: &str, base_url: &str, subscriber: &str) -> Option<u64> {
    let [few, many] = RUNS.map(|calls| total(kind, base_url, calls, subscriber));
    Some((many? - few?) / (RUNS[1] - RUNS[0]))
}

fn total(kind: &str, base_url: &str, calls: u64, subscriber: &str) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().ok()?)
        .args(["run", kind, base_url, &calls.to_string(), subscriber])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let line = text.lines().find_map(|line| line.split_once("Collected : "))?;
    line.1.trim().parse().ok()
}
