//! Progress and summary.

use std::{
    fs,
    io::{self, Write},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use expect_test::expect;
use reditus_sandbox::Sandbox;

use super::CSV;
use crate::command::{import, run, start};

#[test]
fn the_summary_is_for_a_person_or_for_a_program() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().affiliates(["john"]));
    let text = format!("{CSV}john,,a@example.com,,,again\njon,,x@example.com,,,\n");
    fs::write(folder.path().join("signups.csv"), text).unwrap();
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &["signups.csv"]));
    assert_eq!((code, stderr.as_str()), (1, ""));
    expect![[r#"
        rows                         5
        recorded                     3
        already recorded             0
        repeated                     1  the same as an earlier row
        rejected                     1  by the service

        1 row, with reasons, in signups.rejects.csv

        to send rejected rows again, run the same command with --retry-rejects
    "#]]
    .assert_eq(&stdout);
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &["signups.csv", "--json"]));
    assert_eq!(code, 1);
    expect![[r#"
        {
          "already_recorded": 0,
          "error": null,
          "failed": 0,
          "failures": [],
          "invalid": 0,
          "ledger": "signups.csv.ledger",
          "not_sent": 0,
          "outcome": "rejects",
          "possibly_ours": 0,
          "recorded": 3,
          "rejected": 1,
          "rejects": "signups.rejects.csv",
          "repeated": 1,
          "rows": 5,
          "superseded": 0,
          "unknown": 0
        }
    "#]]
    .assert_eq(&stdout);
}

/// A line comes every five seconds, so all of this is watched in the same six.
#[test]
fn progress_is_printed_as_lines_without_a_terminal_whether_or_not_somebody_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let slowly = |sandbox: &Sandbox| {
        let ledger = format!("{}.ledger", sandbox.addr().port());
        let args = ["signups.csv", "--rate", "1/3s", "--ledger", &ledger];
        import(folder.path(), sandbox, &args)
    };
    let stderr = |args: &[&str]| {
        let sandbox = start(Sandbox::builder());
        let (code, _, stderr) = run(slowly(&sandbox).args(args));
        assert_eq!(code, 0, "{stderr}");
        stderr
    };
    let (lines, quiet) = thread::scope(|scope| {
        let quiet = scope.spawn(|| stderr(&["--quiet"]));
        scope.spawn(|| nobody_reads(slowly));
        (stderr(&[]), quiet.join().unwrap())
    });
    assert!(lines.contains(" of 3 rows, "), "{lines}");
    assert!(lines.contains(" already recorded, 0 rejected\n"), "{lines}");
    assert_eq!(quiet, "");
}

/// However much a pipe holds, it is soon full, and then every write blocks.
fn nobody_reads(command: impl Fn(&Sandbox) -> Command) {
    let sandbox = start(Sandbox::builder());
    let (_unread, full) = io::pipe().unwrap();
    let mut filler = full.try_clone().unwrap();
    thread::spawn(move || while filler.write_all(b" ").is_ok() {});
    thread::sleep(Duration::from_millis(300));
    let status = command(&sandbox).stderr(full).stdout(Stdio::null()).status().unwrap();
    assert_eq!((status.code(), sandbox.ledger().len()), (Some(0), 3));
}
