//! An import that was stopped continues, and no conversion is recorded twice.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reditus_sandbox::{Fault, RateLimit, Sandbox};
use serde_json::Value;

use crate::command::{import, run, signal, signups, start, until};

fn summary(folder: &Path, sandbox: &Sandbox, args: &[&str]) -> (i32, Value) {
    let (code, stdout, stderr) = run(import(folder, sandbox, args).arg("--json"));
    (code, serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stdout}{stderr}")))
}

fn spawn(folder: &Path, sandbox: &Sandbox, args: &[&str]) -> Child {
    import(folder, sandbox, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The same command, started by a program that becomes it.
fn through(program: &[&str], command: &Command) -> Command {
    let mut through = Command::new(program[0]);
    through.args(&program[1..]);
    through.arg(command.get_program()).args(command.get_args());
    through.current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => through.env(name, value),
            None => through.env_remove(name),
        };
    }
    through
}

fn output(child: Child) -> (i32, String, String) {
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_sorted_and_extended_file_sends_only_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    let sandbox = start(Sandbox::builder());
    signups(&path, 0..30);
    assert_eq!(summary(folder.path(), &sandbox, &["signups.csv"]).0, 0);

    signups(&path, (0..40).rev());
    let (code, object) = summary(folder.path(), &sandbox, &["signups.csv"]);
    assert_eq!((code, &object["recorded"]), (0, &40.into()));

    // Columns that are not sent, and their order, make no other rows.
    let rows: String = (0..40).map(|uid| format!("{uid},note,john\n")).collect();
    fs::write(&path, format!("uid,note,affiliate_slug\n{rows}")).unwrap();
    let (code, object) = summary(folder.path(), &sandbox, &["signups.csv"]);
    assert_eq!((code, &object["recorded"]), (0, &40.into()));
    assert_eq!((sandbox.requests().len(), sandbox.ledger().len()), (40, 40));
}

#[test]
fn a_row_whose_response_a_kill_has_lost_is_possibly_ours_and_no_other_is() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..3);
    let sandbox = start(Sandbox::builder());
    // Somebody else has reported this one.
    signups(&folder.path().join("other.csv"), [1]);
    assert_eq!(summary(folder.path(), &sandbox, &["other.csv"]).0, 0);

    sandbox.faults().script([Fault::hang().recorded(true)]);
    // Without a limit, the next row would be marked ahead.
    let args = ["signups.csv", "--concurrency", "1", "--rate", "1000/1m"];
    let mut child = spawn(folder.path(), &sandbox, &args);
    until(&sandbox, 2);
    child.kill().unwrap();
    child.wait().unwrap();

    let (code, object) =
        summary(folder.path(), &sandbox, &[&args[..], &["--results", "results.csv"]].concat());
    assert_eq!(code, 0, "{object}");
    let results = fs::read_to_string(folder.path().join("results.csv")).unwrap();
    let lines: Vec<_> = results.lines().collect();
    assert_eq!(
        lines,
        [
            "reditus_outcome,reditus_reason,reditus_may_have_been_recorded,affiliate_slug,uid",
            "possibly_ours,,yes,john,0",
            "already_recorded,,yes,john,1",
            "recorded,,yes,john,2",
        ]
    );
}

#[test]
fn a_signal_waits_for_the_requests_in_flight_and_says_how_to_continue() {
    for name in ["-INT", "-TERM", "-HUP"] {
        let folder = tempfile::tempdir().unwrap();
        signups(&folder.path().join("signups.csv"), 0..200);
        let sandbox = start(Sandbox::builder());
        sandbox.faults().always(Fault::delay(Duration::from_millis(100)));
        let mut command = import(folder.path(), &sandbox, &["signups.csv"]);
        if cfg!(target_os = "linux") {
            // These tests may themselves run under `nohup`.
            command = through(&["env", "--default-signal=HUP"], &command);
        }
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        until(&sandbox, 10);
        signal(&child, name);
        let (code, stdout, stderr) = output(child);
        assert_eq!(code, 4, "{stdout}");
        assert!(stderr.contains("stopping after the requests in flight"), "{stderr}");
        assert!(
            stdout.ends_with("interrupted; to continue, run the same command again\n"),
            "{stdout}"
        );
        // Each request had its response, and no row is in doubt.
        let recorded = sandbox.ledger().len();
        assert!(recorded < 200 && !stdout.contains("unknown"), "{stdout}");
        assert!(stdout.contains(&format!("recorded{recorded:>22}\n")), "{stdout}");

        sandbox.faults().clear();
        let (code, object) = summary(folder.path(), &sandbox, &["signups.csv"]);
        assert_eq!((code, &object["recorded"]), (0, &200.into()));
        assert_eq!((sandbox.ledger().len(), sandbox.requests().len()), (200, 200));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nohup_keeps_an_import_running_when_the_terminal_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..20);
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::delay(Duration::from_millis(50)));
    let command = import(folder.path(), &sandbox, &["signups.csv"]);
    let mut nohup = through(&["nohup"], &command);
    let child = nohup.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until(&sandbox, 2);
    signal(&child, "-HUP");
    let (code, stdout, stderr) = output(child);
    assert_eq!((code, sandbox.ledger().len()), (0, 20), "{stdout}{stderr}");
}

#[test]
fn a_second_ctrl_c_does_not_wait() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..8);
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::hang().recorded(true));
    let mut child = spawn(folder.path(), &sandbox, &["signups.csv"]);
    until(&sandbox, 4);
    let started = Instant::now();
    signal(&child, "-INT");
    // Two signals that come together are one.
    let mut line = String::new();
    BufReader::with_capacity(1, child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("stopping "), "{line}");
    signal(&child, "-INT");
    let (code, _, stderr) = output(child);
    assert_eq!(code, 4);
    assert!(stderr.ends_with("stopped; to continue, run the same command again\n"), "{stderr}");
    assert!(started.elapsed() < Duration::from_secs(8));

    sandbox.faults().clear();
    let (code, object) = summary(folder.path(), &sandbox, &["signups.csv"]);
    assert_eq!((code, &object["possibly_ours"], &object["recorded"]), (0, &4.into(), &4.into()));
}

#[test]
fn a_ledger_is_used_by_one_import_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..20);
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::delay(Duration::from_millis(500)));
    let mut child = spawn(folder.path(), &sandbox, &["signups.csv"]);
    until(&sandbox, 1);
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &["signups.csv"]));
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("signups.csv.ledger: another import is using this ledger"), "{stderr}");
    child.kill().unwrap();
    child.wait().unwrap();
    // A killed one leaves no lock behind.
    sandbox.faults().clear();
    assert_eq!(summary(folder.path(), &sandbox, &["signups.csv"]).0, 0);
}

#[test]
fn a_ledger_of_something_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..3);
    let sandbox = start(Sandbox::builder());
    let other = start(Sandbox::builder());
    assert_eq!(summary(folder.path(), &other, &["signups.csv"]).0, 0);
    let (code, _, stderr) = run(&mut import(folder.path(), &sandbox, &["signups.csv"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("the ledger of an import to http://127.0.0.1:"), "{stderr}");

    let notes = "my notes, and more than a hundred bytes of them, ".repeat(5);
    fs::write(folder.path().join("notes.txt"), &notes).unwrap();
    let database = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&database).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    for name in ["notes.txt", "other.sqlite"] {
        let path = folder.path().join(name);
        let there = || (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().permissions());
        let before = there();
        let args = ["signups.csv", "--ledger", name];
        let (code, _, stderr) = run(&mut import(folder.path(), &sandbox, &args));
        assert_eq!(code, 2);
        assert!(stderr.contains(&format!("{name}: not a ledger; use --ledger")), "{stderr}");
        assert_eq!(there(), before);
    }
    assert!(sandbox.requests().is_empty());
}

#[test]
fn a_ledger_is_a_file_whatever_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..3);
    let sandbox = start(Sandbox::builder());
    for (name, more) in [(":memory:", 3), ("file:ledger?mode=memory", 6)] {
        let args = ["signups.csv", "--ledger", name];
        for _ in 0..2 {
            let (code, object) = summary(folder.path(), &sandbox, &args);
            assert_eq!((code, sandbox.requests().len()), (0, more), "{object}");
        }
        assert!(folder.path().join(name).is_file());
    }
}

#[test]
fn the_limit_holds_across_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..25);
    let limit = RateLimit::new(10, Duration::from_secs(1));
    let sandbox = start(Sandbox::builder().rate_limit(limit));
    let args = ["signups.csv", "--rate", "10/1s"];
    let mut child = spawn(folder.path(), &sandbox, &args);
    until(&sandbox, 7);
    child.kill().unwrap();
    child.wait().unwrap();
    let (code, object) = summary(folder.path(), &sandbox, &args);
    assert_eq!(code, 0, "{object}");
    assert_eq!(sandbox.ledger().len(), 25);
    let refused = sandbox.requests().iter().filter(|seen| seen.status() == Some(429)).count();
    assert_eq!(refused, 0);
}

#[test]
fn a_new_run_waits_no_longer_than_the_limit_demands() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    let sandbox = start(Sandbox::builder().rate_limit(RateLimit::new(5, Duration::from_secs(4))));
    let args = ["signups.csv", "--rate", "5/4s"];
    signups(&path, 0..2);
    assert_eq!(summary(folder.path(), &sandbox, &args).0, 0);

    // Two of five places are taken: three more rows go out at once.
    signups(&path, 0..5);
    let started = Instant::now();
    assert_eq!(summary(folder.path(), &sandbox, &args).0, 0);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());

    // All are taken, and the first one is free when its four seconds are over.
    signups(&path, 0..6);
    assert_eq!(summary(folder.path(), &sandbox, &args).0, 0);
    assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
    let requests = sandbox.requests();
    assert_eq!((requests.len(), sandbox.ledger().len()), (6, 6));
    assert!(requests.iter().all(|request| request.status() == Some(201)));
}

#[test]
fn without_a_part_of_the_ledger_own_rows_are_possibly_ours() {
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..40);
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::delay(Duration::from_millis(50)));
    let mut child = spawn(folder.path(), &sandbox, &["signups.csv"]);
    until(&sandbox, 20);
    child.kill().unwrap();
    child.wait().unwrap();
    sandbox.faults().clear();
    let sent = sandbox.ledger().len();
    fs::remove_file(folder.path().join("signups.csv.ledger-wal")).unwrap();

    let (code, stdout, stderr) =
        run(import(folder.path(), &sandbox, &["signups.csv"]).arg("--json"));
    let object: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &object["already_recorded"]), (0, &0.into()), "{stdout}");
    assert!(sent >= 16 && object["possibly_ours"] == sent, "{sent} were sent: {stdout}");
    assert!(stderr.contains("warning: signups.csv.ledger: a part of it is missing"), "{stderr}");
    // It is said once.
    let (code, _, stderr) = run(&mut import(folder.path(), &sandbox, &["signups.csv"]));
    assert_eq!((code, stderr.as_str()), (0, ""));
}
