//! Callers in other languages, and the unit for systemd: `examples/relay`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use super::{Relay, command};
use crate::{command::skip, outbox::places};

const COOKIE: &str = "theme=dark; _gr_id=%3A3f0c%3A%3A%3A%3A%3Ajohn%3A%3A%3A%3Aaffiliate";

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/relay").join(name)
}

/// Runs a caller, if its language is here. Whether it succeeded, and what it printed.
fn call(language: &str, name: &str, relay: &Relay, args: &[&str]) -> Option<(bool, String)> {
    let mut command = Command::new(language);
    command.arg(file(name)).args(args).env("REDITUS_RELAY_URL", &relay.base_url);
    match command.env("REDITUS_RELAY_TOKEN", "secret").output() {
        Ok(output) => {
            let stdout = String::from_utf8(output.stdout).unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            Some((output.status.success(), stdout + &stderr))
        }
        Err(error) => {
            skip(&format!("{language} cannot be run: {error}"));
            None
        }
    }
}

#[test]
fn callers_in_node_and_python_store_signups() {
    let place = &places()[0];
    let mut command = command(place, &["--deliver=false"]);
    let relay = Relay::start(command.env("REDITUS_RELAY_TOKEN", "secret"));
    for (language, name) in [("node", "signup.mjs"), ("python3", "signup.py")] {
        let report = |email: &str, cookie: &str| {
            let (succeeded, output) = call(language, name, &relay, &[email, language, cookie])?;
            assert!(succeeded, "{output}");
            Some(serde_json::from_str::<Value>(&output).unwrap())
        };
        let Some(stored) = report("jane@example.com", COOKIE) else { continue };
        assert_eq!(stored, json!({ "stored": "new" }));
        assert_eq!(report("jane@example.com", COOKIE).unwrap(), json!({ "stored": "before" }));
        assert_eq!(report("joe@example.com", "").unwrap()["reason"], "no_click");
        let listed = place.json(&["outbox", "list", "--customers", "--limit", "9"]);
        let stored = &listed["conversions"].as_array().unwrap().last().unwrap()["conversion"];
        assert_eq!((&stored["uid"], &stored["affiliate_slug"]), (&json!(language), &json!("john")));

        // A request that is refused is said once, and is not sent again.
        let (succeeded, output) = call(language, name, &relay, &[" ", language, COOKIE]).unwrap();
        assert!(!succeeded && output.contains("`email` is only white space"), "{output}");
    }
}

#[test]
fn the_systemd_unit_starts_a_relay_that_understands_its_arguments() {
    let path = file("reditus-relay.service");
    let unit = std::fs::read_to_string(&path).unwrap();
    let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    let args: Vec<_> = start.split(' ').skip(1).collect();
    assert_eq!(args[0], "relay");
    let understands = |args: &[&str]| crate::command::reditus(args).output().unwrap().status;
    assert!(understands(&[&args[..], &["--help"]].concat()).success());
    assert!(!understands(&[&args[..], &["--unknown", "--help"]].concat()).success());
    let Ok(checked) =
        Command::new("systemd-analyze").args(["--man=no", "verify"]).arg(path).output()
    else {
        return skip("systemd-analyze cannot be run");
    };
    // It looks for the program as well, which is not installed here.
    let said = String::from_utf8(checked.stderr).unwrap();
    let problems: Vec<_> =
        said.lines().filter(|line| line.contains("reditus-relay.service")).collect();
    let unknown = problems.iter().filter(|line| !line.contains("/usr/local/bin/reditus"));
    assert_eq!(unknown.count(), 0, "{said}");
}
