//! No command shows who a customer is, or a secret, unless asked to.

use std::sync::Mutex;

use reditus_sandbox::{Fault, Sandbox};

use super::in_each_place;
use crate::command::{reditus, run, start};

const EMAIL: &str = "marker-email@example.com";
const UID: &str = "marker-uid";
const TOKEN: &str = "marker-token";
const PASSWORD: &str = "marker-password";

#[test]
fn no_output_shows_a_customer_or_a_secret() {
    let outputs = Mutex::new(Vec::new());
    in_each_place(|place| {
        let read = |args: &[&str], sandbox: Option<&Sandbox>| {
            for json in [&[][..], &["--json"]] {
                let mut command = place.command(&[args, json].concat());
                command.env("REDITUS_API_TOKEN", TOKEN).env("RUST_LOG", "trace");
                if let Some(sandbox) = sandbox {
                    command.env("REDITUS_BASE_URL", sandbox.base_url());
                }
                let (_, stdout, stderr) = run(&mut command);
                outputs.lock().unwrap().push(stdout + &stderr);
            }
        };
        let track = ["track", "--migrate", "--affiliate", "john", "--email", EMAIL, "--uid", UID];
        read(&track, None);
        read(&["outbox", "status"], None);
        let refusing = start(Sandbox::builder().affiliates(["mary"]));
        let body = format!(r#"{{"error":"{EMAIL} {UID} {TOKEN}"}}"#);
        refusing.faults().script([Fault::response(400).body(body)]);
        read(&["outbox", "run", "--until-empty", "--rate", "off"], Some(&refusing));
        assert_eq!(refusing.requests().len(), 1);
        read(&["outbox", "list"], None);
        read(&["outbox", "retry", "--refused"], None);
        let closed = start(Sandbox::builder().token("another"));
        place.execute(&format!("UPDATE {} SET attempts = attempts", place.entries()));
        read(&["outbox", "pause"], None);
        read(&["outbox", "run", "--until-empty", "--rate", "off"], Some(&closed));
        read(&["outbox", "resume"], None);
        read(&["outbox", "list", "--state", "waiting"], None);
        place.execute(&format!("UPDATE {} SET body = '{EMAIL} {UID}'", place.entries()));
        read(&["outbox", "run", "--until-empty", "--rate", "off"], Some(&closed));
        assert_eq!(place.json(&["outbox", "status"])["dead"], 1);
        read(&["outbox", "dead", "--customers"], None);
        read(&["outbox", "retry", "--dead"], None);
        read(&["outbox", "forget", EMAIL], None);
        read(&["outbox", "forget", UID], None);
    });
    let mut outputs = outputs.into_inner().unwrap();
    // Nobody listens there.
    for url in [
        format!("postgres://{UID}:{PASSWORD}@127.0.0.1:9/outbox"),
        format!("postgres://{UID}:{PASSWORD}@127.0.0.1:port/{EMAIL}"),
    ] {
        let (code, stdout, stderr) = run(&mut reditus(&["outbox", "status", "--outbox", &url]));
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        outputs.push(stderr);
    }
    assert!(outputs.len() >= 30, "{}", outputs.len());
    for output in outputs {
        assert!(!output.is_empty());
        for marker in [EMAIL, UID, TOKEN, PASSWORD] {
            assert!(!output.contains(marker), "{output}");
        }
    }
}
