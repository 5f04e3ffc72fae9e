//! `reditus outbox run`, and how it ends.

use std::{fs, process::Stdio, time::Duration};

use reditus_sandbox::{Fault, Sandbox};

use super::{cluster, in_each_place, places};
use crate::command::{run, signal, start, wait_for};

#[test]
fn a_signal_stops_the_worker_after_the_requests_in_flight() {
    in_each_place(|place| {
        let name = if place.is_sqlite() { "-TERM" } else { "-INT" };
        for uid in ["1", "2", "3"] {
            place.enqueue(&["--affiliate", "john", "--uid", uid]);
        }
        let sandbox = start(Sandbox::builder());
        sandbox.faults().always(Fault::delay(Duration::from_millis(1500)));
        let args = ["--concurrency", "1", "--json"];
        let mut command = place.worker(&sandbox, &args);
        let worker = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        wait_for(|| sandbox.requests().len() == 1);
        signal(&worker, name);
        let output = worker.wait_with_output().unwrap();
        let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(object["outcome"], "stopped");
        let outbox = &object["outbox"];
        assert_eq!((&outbox["waiting"], &outbox["delivering"]), (&2.into(), &0.into()));
        assert_eq!((sandbox.ledger().len(), sandbox.requests().len()), (1, 1));
    });
}

#[test]
fn an_interrupted_run_until_empty_says_that_something_is_left() {
    in_each_place(|place| {
        place.enqueue(&["--affiliate", "john", "--uid", "1"]);
        let sandbox = start(Sandbox::builder());
        sandbox.faults().always(Fault::response(500));
        let mut command = place.worker(&sandbox, &["--until-empty"]);
        let worker = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_for(|| sandbox.requests().iter().any(|request| request.status() == Some(500)));
        wait_for(|| place.json(&["outbox", "status"])["delivering"] == 0);
        signal(&worker, "-TERM");
        let output = worker.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(4));
        assert_eq!(output.stdout, b"interrupted: 1 conversion left\n");
        let events = String::from_utf8(output.stderr).unwrap();
        assert!(events.contains("not reported; trying again"), "{events}");
        assert!(events.contains("unavailable (500)"), "{events}");
    });
}

#[test]
fn a_running_worker_delivers_what_is_enqueued_later_at_once() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder());
        place.enqueue(&["--affiliate", "john", "--uid", "1"]);
        let mut command = place.worker(&sandbox, &[]);
        let mut worker = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for(|| sandbox.ledger().len() == 1);
        place.enqueue(&["--affiliate", "john", "--uid", "2"]);
        wait_for(|| sandbox.ledger().len() == 2);
        signal(&worker, "-TERM");
        assert!(worker.wait().unwrap().success());
    });
}

#[test]
fn only_a_worker_that_may_listen_does() {
    let Some(server) = cluster::server() else { return };
    let place = places().pop().unwrap();
    // The server logs what is executed in this database, and in no other.
    let (_, database) = place.address.rsplit_once('/').unwrap();
    place.execute(&format!("ALTER DATABASE {database} SET log_statement = 'all'"));
    let sandbox = start(Sandbox::builder());
    let log = || fs::read_to_string(server.folder.join("log")).unwrap();
    for (uid, args, listens) in [("1", &["--no-listen"][..], false), ("2", &[], true)] {
        place.enqueue(&["--affiliate", "john", "--uid", uid]);
        let args = [&["--until-empty"], args].concat();
        assert_eq!(run(&mut place.worker(&sandbox, &args)).0, 0);
        assert!(sandbox.ledger().iter().any(|entry| entry.uid.as_deref() == Some(uid)));
        assert!(log().contains("reditus_outbox.entries"), "nothing was logged");
        assert_eq!(log().contains("LISTEN reditus_outbox"), listens, "{args:?}");
    }
}

#[test]
fn the_rate_is_kept() {
    in_each_place(|place| {
        for uid in ["1", "2", "3"] {
            place.enqueue(&["--affiliate", "john", "--uid", uid]);
        }
        let sandbox = start(Sandbox::builder());
        let mut command = place.worker(&sandbox, &["--until-empty"]);
        // The flag goes before the variable.
        command.env("REDITUS_RATE", "1/1h");
        assert_eq!(run(&mut command).0, 0);
        let mut command = place.command(&["outbox", "run", "--rate", "1/1s", "--until-empty"]);
        command.env("REDITUS_API_TOKEN", "token").env("REDITUS_BASE_URL", sandbox.base_url());
        for uid in ["4", "5"] {
            place.enqueue(&["--affiliate", "john", "--uid", uid]);
        }
        assert_eq!(run(&mut command).0, 0);
        let arrived: Vec<_> = sandbox.requests().iter().map(|request| request.arrived()).collect();
        assert_eq!(arrived.len(), 5);
        assert!(arrived[4] - arrived[3] >= Duration::from_secs(1), "{arrived:?}");
    });
}
