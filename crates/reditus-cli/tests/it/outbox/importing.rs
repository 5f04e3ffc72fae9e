//! `reditus import --outbox`

use std::{fs, process::Command};

use reditus_sandbox::Sandbox;
use serde_json::Value;

use super::{Place, in_each_place};
use crate::command::{run, start};

const FILE: &str = "\
affiliate_slug,email,uid,note
john,jane@example.com,1,kept
mary,jane@example.com,,
john,,2,
john,,2,
,nobody@example.com,,
john,,3,
";

fn import(place: &Place, args: &[&str]) -> (i32, Value) {
    let mut command: Command = place.command(&["import", "signups.csv", "--migrate", "--json"]);
    let (code, stdout, stderr) = run(command.args(args));
    (code, serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stdout}{stderr}")))
}

#[test]
fn a_file_is_enqueued_once_and_delivered_in_its_order() {
    in_each_place(|place| {
        fs::write(place.folder.path().join("signups.csv"), FILE).unwrap();
        let (code, object) = import(&place, &[]);
        assert_eq!((code, &object["outcome"]), (2, &"error".into()));
        assert_eq!(place.json(&["outbox", "status", "--migrate"])["waiting"], 0);

        let args = ["--skip-invalid", "--results", "results.csv"];
        let (code, object) = import(&place, &args);
        assert_eq!((code, &object["outcome"]), (1, &"rejects".into()), "{object}");
        let counts = ["rows", "enqueued", "already_enqueued", "invalid", "not_sent"];
        assert_eq!(counts.map(|name| object[name].as_u64().unwrap()), [6, 4, 1, 1, 0]);
        assert_eq!(object["ledger"], Value::Null);
        let read = |name: &str| fs::read_to_string(place.folder.path().join(name)).unwrap();
        let results = read("results.csv");
        assert_eq!(results.lines().filter(|line| line.starts_with("enqueued,")).count(), 4);
        assert!(read("signups.rejects.csv").contains("nobody@example.com"));

        // What was enqueued is not enqueued again, and what the application enqueues goes first.
        let (code, object) = import(&place, &args);
        assert_eq!((code, &object["enqueued"]), (1, &0.into()), "{object}");
        place.enqueue(&["--affiliate", "john", "--uid", "4"]);
        let sandbox = start(Sandbox::builder());
        let mut worker = place.worker(&sandbox, &["--until-empty", "--concurrency", "1"]);
        assert_eq!(run(&mut worker).0, 0);
        let ledger = sandbox.ledger();
        assert_eq!(ledger[0].uid.as_deref(), Some("4"));
        // Mary's conversion is of a customer whom John has referred.
        assert_eq!((ledger.len(), sandbox.requests().len()), (4, 5));
        let jane = ledger.iter().find(|entry| entry.email.is_some()).unwrap();
        assert_eq!(jane.referrer.slug(), Some("john"));
    });
}

#[test]
fn a_person_reads_how_many_rows_are_enqueued() {
    in_each_place(|place| {
        fs::write(place.folder.path().join("signups.csv"), FILE).unwrap();
        let args =
            ["import", "signups.csv", "--migrate", "--skip-invalid", "--on-conflict", "last"];
        let (code, stdout, stderr) = run(&mut place.command(&args));
        assert_eq!(code, 1, "{stderr}");
        let lines: Vec<_> = stdout.lines().map(|line| line.split_whitespace().collect()).collect();
        let lines: Vec<Vec<&str>> = lines;
        assert_eq!(lines[1], ["enqueued", "3"], "{stdout}");
        assert!(stdout.contains("superseded                   1  "), "{stdout}");
        assert!(!place.folder.path().join("signups.csv.ledger").exists());
    });
}

#[test]
fn what_only_a_ledger_can_do_is_refused() {
    in_each_place(|place| {
        for flag in ["--retry-rejects", "--same-account"] {
            let args = ["import", "signups.csv", flag, "--outbox", &place.address];
            let (code, _, stderr) = run(&mut place.command(&args));
            assert_eq!(code, 2);
            assert!(stderr.contains("cannot be used with"), "{stderr}");
        }
    });
}
