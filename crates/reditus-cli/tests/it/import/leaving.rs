//! What an import leaves behind, and what it says when it ends badly.

use std::{fs, process::Stdio, time::Duration};

use reditus_sandbox::{Fault, Sandbox};

use super::{CSV, object};
use crate::command::{import, reditus, run, signal, start, until};

#[test]
fn partial_files_of_a_killed_import_are_removed_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let left = [".signups.rejects.csv.aB3dE6.partial", ".results.csv.000000.partial"];
    let kept = [".signups.rejects.csv.mine.partial", ".other.csv.aB3dE6.partial"];
    for name in left.iter().chain(&kept) {
        fs::write(folder.path().join(name), "jane@example.com").unwrap();
    }
    let args = ["signups.csv", "--results", "results.csv"];
    assert_eq!(run(&mut import(folder.path(), &sandbox, &args)).0, 0);
    assert!(left.iter().all(|name| !folder.path().join(name).exists()));
    assert!(kept.iter().all(|name| folder.path().join(name).exists()));
}

#[test]
fn an_input_that_shrinks_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    // Far more than is read ahead.
    let rows: String = (0..1_000).map(|uid| format!("john,{uid:0>500}\n")).collect();
    fs::write(&path, format!("affiliate_slug,uid\n{rows}")).unwrap();
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::delay(Duration::from_millis(10)));
    let mut command = import(folder.path(), &sandbox, &["signups.csv", "--json"]);
    let child = command.stdout(Stdio::piped()).spawn().unwrap();
    until(&sandbox, 1);
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1_000).unwrap();
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{stdout}");
    let error = object(&stdout)["error"].as_str().unwrap().to_owned();
    assert!(error.contains("signups.csv:"), "{error}");
    assert!(error.contains("cannot be read: the file has become shorter"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_written_is_not_a_success() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = import(folder.path(), &sandbox, &["signups.csv", "--json"]);
    let output = command.stdout(full()).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr.contains("standard output cannot be written: No space left"), "{stderr}");
    assert_eq!(sandbox.ledger().len(), 3);
    // The same command tells what was missed, and a reader that has gone away is fine.
    let output = command.stdout(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    for args in [&["completions", "bash"][..], &["click", "rl:1:::::john:::"]] {
        let status = reditus(args).stdout(full()).stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(1), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_where_a_file_is_expected() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let sandbox = start(Sandbox::builder());
    for args in [["--ledger", "pipe"], ["--token-file", "pipe"]] {
        let mut command = import(folder.path(), &sandbox, &["signups.csv"]);
        let (code, _, stderr) = run(command.args(args));
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains("not a regular file"), "{stderr}");
    }
    assert!(sandbox.requests().is_empty());
}

#[test]
fn a_damaged_ledger_says_how_to_go_on_and_keeps_the_fates() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    let rows: String = (0..2_000).map(|uid| format!("john,{uid}\n")).collect();
    fs::write(&path, format!("affiliate_slug,uid\n{rows}")).unwrap();
    let sandbox = start(Sandbox::builder());
    assert_eq!(run(&mut import(folder.path(), &sandbox, &["signups.csv"])).0, 0);
    let ledger = folder.path().join("signups.csv.ledger");
    let mut bytes = fs::read(&ledger).unwrap();
    // Every page but the first two.
    bytes[3 * 4096..].fill(0xff);
    fs::write(&ledger, &bytes).unwrap();
    let requests = sandbox.requests().len();
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &["signups.csv"]));
    let said = stdout + &stderr;
    assert!(matches!(code, 2 | 3), "{code}: {said}");
    assert!(said.contains("the ledger is damaged; keep it"), "{said}");
    assert!(said.contains("import with another --ledger"), "{said}");
    assert_eq!(sandbox.requests().len(), requests);
}

#[cfg(unix)]
#[test]
fn an_interrupted_import_of_many_rows_says_what_it_is_doing() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..10_000).map(|uid| format!("john,{uid}\n")).collect();
    fs::write(folder.path().join("signups.csv"), format!("affiliate_slug,uid\n{rows}")).unwrap();
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::delay(Duration::from_millis(50)));
    let mut command = import(folder.path(), &sandbox, &["signups.csv"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until(&sandbox, 1);
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{stderr}");
    assert!(
        stderr.contains(
            "nothing more is sent; looking up 10,000 rows of signups.csv for the summary"
        ),
        "{stderr}"
    );
}
