//! Without a limit, rows are marked in the ledger while others are in flight.

use std::{process::Stdio, thread::sleep, time::Duration};

use reditus_sandbox::{Fault, RetryAfter, Sandbox};

use super::object;
use crate::command::{import, run, signal, signups, start, until};

#[test]
fn no_more_requests_are_in_flight_than_allowed() {
    const DELAY: Duration = Duration::from_millis(30);
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..20);
    for (concurrency, argument) in [(1, "1"), (3, "3")] {
        let sandbox = start(Sandbox::builder());
        sandbox.faults().always(Fault::delay(DELAY));
        let ledger = format!("{argument}.ledger");
        let args = ["signups.csv", "--concurrency", argument, "--ledger", &ledger];
        assert_eq!(run(&mut import(folder.path(), &sandbox, &args)).0, 0);
        let arrived: Vec<_> = sandbox.requests().iter().map(|request| request.arrived()).collect();
        assert_eq!(arrived.len(), 20);
        for (one, later) in arrived.iter().zip(&arrived[concurrency..]) {
            assert!(*later >= *one + DELAY, "{concurrency} at once: {arrived:?}");
        }
    }
}

#[test]
fn a_signal_leaves_no_doubt_about_rows_that_were_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    // Somebody else has reported all but the first.
    signups(&folder.path().join("other.csv"), 1..10);
    assert_eq!(run(&mut import(folder.path(), &sandbox, &["other.csv"])).0, 0);

    signups(&folder.path().join("signups.csv"), 0..10);
    sandbox.faults().script([Fault::delay(Duration::from_millis(300))]);
    let args = ["signups.csv", "--concurrency", "1", "--json"];
    let mut command = import(folder.path(), &sandbox, &args);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until(&sandbox, 10);
    // By now the second row is marked.
    sleep(Duration::from_millis(100));
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(4));
    assert_eq!(sandbox.requests().len(), 10);

    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    let summary = object(&stdout);
    assert_eq!((code, &summary["recorded"]), (0, &1.into()), "{stdout}");
    assert_eq!(summary["already_recorded"], 9, "{stdout}");
}

#[test]
fn a_pause_holds_for_rows_that_were_marked_before_it() {
    const PAUSE: u64 = 1;
    let folder = tempfile::tempdir().unwrap();
    signups(&folder.path().join("signups.csv"), 0..8);
    let sandbox = start(Sandbox::builder());
    let pause = Fault::rate_limited(RetryAfter::Seconds(PAUSE));
    sandbox.faults().script([pause, Fault::delay(Duration::from_millis(200))]);
    let args = ["signups.csv", "--concurrency", "2"];
    assert_eq!(run(&mut import(folder.path(), &sandbox, &args)).0, 0);
    assert_eq!(sandbox.ledger().len(), 8);
    let requests = sandbox.requests();
    let arrived: Vec<_> = requests.iter().map(|request| request.arrived()).collect();
    assert_eq!((arrived.len(), requests[0].status()), (9, Some(429)));
    assert!(arrived[2] >= arrived[0] + Duration::from_secs(PAUSE), "{arrived:?}");
}
