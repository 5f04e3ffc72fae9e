//! Progress and summary.

use std::fs;

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

#[test]
fn progress_is_printed_as_lines_without_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let stderr = |args: &[&str]| {
        let sandbox = start(Sandbox::builder());
        let ledger = format!("{}.ledger", sandbox.addr().port());
        let mut command = import(folder.path(), &sandbox, &["signups.csv", "--rate", "1/3s"]);
        let (code, _, stderr) = run(command.args(["--ledger", &ledger]).args(args));
        assert_eq!(code, 0, "{stderr}");
        stderr
    };
    let (lines, quiet) = std::thread::scope(|scope| {
        let quiet = scope.spawn(|| stderr(&["--quiet"]));
        (stderr(&[]), quiet.join().unwrap())
    });
    assert!(lines.contains(" of 3 rows, "), "{lines}");
    assert!(lines.contains(" already recorded, 0 rejected\n"), "{lines}");
    assert_eq!(quiet, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_does_not_read_does_not_stop_the_import() {
    use std::{io::Write, process::Stdio};
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    let (_unread, full) = std::io::pipe().unwrap();
    let mut filler = full.try_clone().unwrap();
    // However much the pipe holds, it is soon full, and then every write blocks.
    std::thread::spawn(move || while filler.write_all(b" ").is_ok() {});
    std::thread::sleep(std::time::Duration::from_secs(1));
    let mut command = import(folder.path(), &sandbox, &["signups.csv", "--rate", "1/3s"]);
    let status = command.stderr(full).stdout(Stdio::null()).status().unwrap();
    assert_eq!((status.code(), sandbox.ledger().len()), (Some(0), 3));
}
