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
