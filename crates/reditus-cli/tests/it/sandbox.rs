//! `reditus sandbox`

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::command::{reditus, run, signal};

/// The sandbox, and the first line that it prints.
fn sandbox(args: &[&str]) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut command = reditus(&["sandbox"]);
    let mut child = command.args(args).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    (child, stdout, line)
}

fn track(base_url: &str, token: &str) -> i32 {
    let mut command: Command = reditus(&["track", "--affiliate", "john", "--uid", "42"]);
    run(command.env("REDITUS_API_TOKEN", token).env("REDITUS_BASE_URL", base_url)).0
}

#[test]
fn it_serves_the_token_it_was_given_until_it_is_interrupted() {
    let (mut child, mut stdout, line) = sandbox(&["--token", "right"]);
    let base_url = line.trim_end();
    assert_eq!((track(base_url, "wrong"), track(base_url, "right")), (1, 0));
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("\nrecorded: 1\n"), "{rest}");
}

#[test]
fn a_program_reads_where_it_is_in_one_object() {
    let (mut child, mut stdout, line) = sandbox(&["--json"]);
    let object: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(track(object["base_url"].as_str().unwrap(), "any"), 0);
    assert!(object["ledger"].as_str().unwrap().ends_with("/__sandbox/ledger"));
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");

    let (code, stdout, _) = run(&mut reditus(&["sandbox", "--addr", "192.0.2.1:1", "--json"]));
    let object: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &object["outcome"]), (2, &"error".into()));
}

#[test]
fn its_flags_say_what_exists_how_fast_and_what_goes_wrong() {
    let (mut child, mut stdout, line) =
        sandbox(&["--affiliate", "john", "--advocate", "ada", "--rate", "2/5m"]);
    let report = |who: &str, slug: &str, uid: &str| {
        let mut command = reditus(&["track", who, slug, "--uid", uid, "--json"]);
        command.env("REDITUS_API_TOKEN", "any").env("REDITUS_BASE_URL", line.trim_end());
        run(&mut command).0
    };
    assert_eq!(report("--affiliate", "jon", "u-1"), 1);
    assert_eq!(report("--advocate", "ada", "u-2"), 0);
    assert_eq!(report("--affiliate", "john", "u-3"), 5);
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    let lines: Vec<_> = rest.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            r#"v2, 400, Invalid affiliate slug, affiliate "jon", uid"#,
            r#"v2, 201, recorded, advocate "ada", uid"#,
            r#"v2, 429, Rate limit exceeded, affiliate "john", uid"#,
            "recorded: 1",
        ]
    );
}

#[test]
fn a_fault_strikes_every_request() {
    let (mut child, mut stdout, line) = sandbox(&["--fault", "reset-recorded"]);
    assert_eq!(track(line.trim_end(), "any"), 3, "it may have been recorded");
    signal(&child, "-INT");
    child.wait().unwrap();
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("v2, no response, recorded, fault reset-recorded, "), "{rest}");

    let (code, _, stderr) = run(&mut reditus(&["sandbox", "--fault", "rest"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("expected a status from 200 to 599, or one of refuse, "), "{stderr}");
}
