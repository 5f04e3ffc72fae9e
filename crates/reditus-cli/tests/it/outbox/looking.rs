//! What a person does with an outbox.

use reditus_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{Place, in_each_place, places};
use crate::command::{reditus, run, start};

const JOHN: [&str; 6] = ["--affiliate", "john", "--email", "jane@example.com", "--uid", "42"];
const MARY: [&str; 4] = ["--advocate", "mary", "--uid", "43"];

#[test]
fn a_conversion_is_enqueued_once_shown_and_delivered() {
    in_each_place(|place| {
        assert_eq!(place.enqueue(&JOHN), json!({ "outcome": "enqueued" }));
        assert_eq!(place.enqueue(&JOHN), json!({ "outcome": "already_enqueued" }));
        let (code, text, _) = run(&mut place.command(&[&["track"], &MARY[..]].concat()));
        assert_eq!(code, 0);
        assert_eq!(text, "enqueued: a worker of the outbox will report the conversion\n");

        let status = place.json(&["outbox", "status"]);
        assert_eq!((&status["waiting"], &status["dead"]), (&json!(2), &json!(0)));
        assert!(status["oldest_seconds"].as_u64().unwrap() < 60, "{status}");
        let listed = place.json(&["outbox", "list"]);
        assert_eq!(listed["conversions"].as_array().unwrap().len(), 2);
        let (_, text, _) = run(&mut place.command(&["outbox", "list", "--customers"]));
        assert!(text.contains("affiliate john, email jane@example.com, uid 42"), "{text}");

        let sandbox = start(Sandbox::builder());
        let (code, text, stderr) = run(&mut place.worker(&sandbox, &["--until-empty"]));
        assert_eq!((code, text.as_str()), (0, "empty: 0 conversions left\n"), "{stderr}");
        assert_eq!(sandbox.ledger().len(), 2);
        let listed = place.json(&["outbox", "list", "--state", "sent"]);
        let outcomes: Vec<_> = of_all(&listed, "outcome").collect();
        assert_eq!(outcomes, ["recorded", "recorded"]);
        // Reported once is reported for good.
        assert_eq!(place.enqueue(&JOHN), json!({ "outcome": "already_enqueued" }));
        assert_eq!(place.json(&["outbox", "status"])["oldest_seconds"], Value::Null);
    });
}

#[test]
fn a_refused_conversion_is_listed_retried_and_forgotten() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder().affiliates(["jack"]));
        place.enqueue(&JOHN);
        let (code, text, stderr) = run(&mut place.worker(&sandbox, &["--until-empty"]));
        assert_eq!(code, 0, "{stderr}");
        assert_eq!(text, "empty: 0 conversions left, and 1 refused or dead\n");
        let listed = place.json(&["outbox", "list", "--state", "refused"]);
        let entry = &listed["conversions"][0];
        assert_eq!(entry["reason"], "invalid_referrer (400)");
        assert_eq!(entry["attempts"], 1);
        assert!(entry["next_attempt_seconds"].as_u64().unwrap() > 600, "{entry}");
        let (_, text, _) = run(&mut place.command(&["outbox", "list"]));
        assert!(text.contains("  invalid_referrer (400)\n"), "{text}");

        // The slug appears.
        let sandbox = start(Sandbox::builder().affiliates(["john"]));
        assert_eq!(place.json(&["outbox", "retry", "--refused"])["retried"], 1);
        let number = entry["number"].to_string();
        let (code, _, stderr) = run(&mut place.command(&["outbox", "retry", &number, "999"]));
        assert_eq!(code, 1);
        assert!(stderr.contains("999 is neither refused nor dead"), "{stderr}");
        assert_eq!(run(&mut place.worker(&sandbox, &["--until-empty"])).0, 0);
        assert_eq!(sandbox.ledger().len(), 1);

        for (customer, deleted) in [("43", 0), ("Jane@example.com ", 1), ("42", 0)] {
            let forgotten = place.json(&["outbox", "forget", customer]);
            assert_eq!(forgotten["deleted"], deleted, "{customer}");
        }
        assert_eq!(place.json(&["outbox", "list"])["conversions"], json!([]));
    });
}

#[test]
fn what_is_dead_is_listed_and_retried_by_its_number() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder());
        place.enqueue(&JOHN);
        place.execute(&format!("UPDATE {} SET body = '{{'", place.entries()));
        assert_eq!(run(&mut place.worker(&sandbox, &["--until-empty"])).0, 0);
        assert_eq!(place.json(&["outbox", "status"])["dead"], 1);
        let dead = place.json(&["outbox", "dead"]);
        assert_eq!(dead["conversions"][0]["reason"], "unreadable");
        let body = r#"{"affiliate_slug":"john","uid":"42"}"#;
        place.execute(&format!("UPDATE {} SET body = '{body}'", place.entries()));
        let number = dead["conversions"][0]["number"].to_string();
        assert_eq!(place.json(&["outbox", "retry", &number])["retried"], 1);
        let (_, text, _) = run(&mut place.command(&["outbox", "dead"]));
        assert_eq!(text, "none\n");
        assert_eq!(run(&mut place.worker(&sandbox, &["--until-empty"])).0, 0);
        assert_eq!(sandbox.ledger().len(), 1);
    });
}

#[test]
fn a_paused_outbox_sends_nothing_until_it_is_resumed() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder());
        place.enqueue(&JOHN);
        place.json(&["outbox", "pause"]);
        let (code, text, _) = run(&mut place.worker(&sandbox, &["--until-empty"]));
        assert_eq!((code, text.as_str()), (1, "paused: 1 conversion left\n"));
        assert_eq!(place.json(&["outbox", "status"])["paused"]["why"], "asked");
        let (_, text, _) = run(&mut place.command(&["outbox", "status"]));
        assert!(text.contains("\npaused       for ") && text.contains(", on request"), "{text}");
        assert_eq!(sandbox.requests().len(), 0);
        place.json(&["outbox", "resume"]);
        assert_eq!(run(&mut place.worker(&sandbox, &["--until-empty"])).0, 0);
        assert_eq!(sandbox.ledger().len(), 1);
    });
}

#[test]
fn each_account_has_an_outbox_of_its_own() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder());
        place.enqueue(&[&JOHN[..], &["--account", "second"]].concat());
        assert_eq!(place.json(&["outbox", "status"])["waiting"], 0);
        assert_eq!(place.json(&["outbox", "status", "--account", "second"])["waiting"], 1);
        let args = ["--until-empty", "--account", "second"];
        assert_eq!(run(&mut place.worker(&sandbox, &args)).0, 0);
        assert_eq!(sandbox.ledger().len(), 1);
    });
}

#[test]
fn a_list_is_read_page_by_page() {
    in_each_place(|place| {
        for uid in ["1", "2", "3"] {
            place.enqueue(&["--affiliate", "john", "--uid", uid]);
        }
        let first = place.json(&["outbox", "list", "--limit", "2"]);
        let last = first["conversions"][1]["number"].to_string();
        let second = place.json(&["outbox", "list", "--after", &last]);
        let sizes = [first, second].map(|page| page["conversions"].as_array().unwrap().len());
        assert_eq!(sizes, [2, 1]);
    });
}

#[test]
fn what_is_missing_is_named() {
    let (code, _, stderr) = run(&mut reditus(&["outbox", "status"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("--outbox, REDITUS_OUTBOX or `outbox`"), "{stderr}");
    let (code, stdout, _) = run(&mut reditus(&["outbox", "pause", "--json"]));
    let object: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &object["outcome"]), (2, &json!("error")));

    let (code, _, stderr) = run(&mut reditus(&["outbox", "list", "--outbox", "/nowhere/app.db"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("does not exist"), "{stderr}");
    in_each_place(|place| {
        if place.is_sqlite() {
            place.execute("CREATE TABLE users (id INTEGER)");
        }
        let (code, _, stderr) = run(&mut place.command(&["outbox", "status"]));
        assert_eq!(code, 2);
        assert!(stderr.contains("reditus outbox schema --"), "{stderr}");
        assert!(stderr.contains("--migrate"), "{stderr}");
        let (code, _, stderr) = run(&mut place.command(&["outbox", "run", "--migrate"]));
        assert_eq!(code, 2);
        assert!(stderr.contains("REDITUS_API_TOKEN is not set"), "{stderr}");
    });
}

#[test]
fn an_invalid_conversion_is_not_enqueued_and_a_sandbox_needs_no_outbox() {
    in_each_place(|place| {
        let blank = ["track", "--migrate", "--affiliate", " ", "--email", "jane@example.com"];
        let (code, _, stderr) = run(&mut place.command(&blank));
        assert_eq!(code, 2);
        assert!(stderr.contains("nothing was enqueued"), "{stderr}");
        assert!(!stderr.contains("jane"), "{stderr}");
        let (code, text, _) =
            run(&mut place.command(&[&["track", "--sandbox"], &JOHN[..]].concat()));
        assert_eq!(code, 0);
        assert!(text.starts_with("recorded"), "{text}");
    });
}

fn of_all<'a>(listed: &'a Value, field: &'a str) -> impl Iterator<Item = &'a Value> {
    listed["conversions"].as_array().unwrap().iter().map(move |entry| &entry[field])
}

#[test]
fn the_doctor_opens_the_outbox_and_does_not_show_its_address() {
    in_each_place(|place| {
        place.enqueue(&JOHN);
        let mut command = place.command(&["doctor"]);
        let (_, stdout, _) = run(command.env("REDITUS_BASE_URL", "http://127.0.0.1:9"));
        assert!(stdout.contains("opens: 1 waiting, 0 dead (REDITUS_OUTBOX)"), "{stdout}");
        assert!(!stdout.contains(&place.address), "{stdout}");
    });
}

#[test]
fn the_configuration_file_names_the_outbox_too() {
    let place: Place = places().remove(0);
    place.enqueue(&JOHN);
    let config = place.folder.path().join("config.toml");
    std::fs::write(&config, format!("outbox = {:?}\n", place.address)).unwrap();
    let args = ["outbox", "status", "--json", "--config", config.to_str().unwrap()];
    let (code, stdout, stderr) = run(&mut reditus(&args));
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains(r#""waiting": 1"#), "{stdout}");
}
