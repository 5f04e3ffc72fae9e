//! When nothing comes through, or everything is refused.

use std::{
    fs,
    time::{Duration, Instant},
};

use reditus_sandbox::{Fault, Sandbox};

use super::{CSV, counted, object};
use crate::command::{import, run, start};

#[test]
fn what_goes_wrong_for_every_row_stops_the_import_at_once_and_rejects_none() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().token("right"));
    let rows: String = (0..100).map(|uid| format!("john,{uid}\n")).collect();
    fs::write(folder.path().join("signups.csv"), format!("affiliate_slug,uid\n{rows}")).unwrap();
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &["signups.csv"]));
    assert_eq!(code, 3);
    assert!(stdout.contains("stopped: the service does not accept the API token"), "{stdout}");
    assert!(sandbox.requests().len() <= 8, "{}", sandbox.requests().len());

    let mut command = import(folder.path(), &sandbox, &["signups.csv"]);
    let (code, stdout, _) = run(command.env("REDITUS_API_TOKEN", "right"));
    assert_eq!((code, sandbox.ledger().len()), (0, 100), "{stdout}");

    // A base URL that leads elsewhere.
    let page = Fault::response(200).header("content-type", "text/html").body("<h1>hello</h1>");
    for fault in [page, Fault::response(404)] {
        let sandbox = start(Sandbox::builder());
        sandbox.faults().always(fault);
        let args = ["signups.csv", "--ledger", &format!("{}.ledger", sandbox.addr().port())];
        let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
        assert_eq!(code, 3);
        assert!(stdout.contains("stopped: ") && stdout.contains("check the base URL"), "{stdout}");
        assert!(sandbox.requests().len() <= 8, "{}", sandbox.requests().len());
    }
}

#[test]
fn an_outage_is_waited_out_and_at_last_given_up() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::response(503));
    let started = Instant::now();
    let args = ["signups.csv", "--give-up", "2s", "--json", "--results", "results.csv"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 3, "{stdout}");
    assert!(started.elapsed() >= Duration::from_secs(2));
    let summary = object(&stdout);
    assert_eq!((&summary["outcome"], &summary["failed"]), (&"given_up".into(), &3.into()));
    assert!(!folder.path().join("signups.rejects.csv").exists(), "the same command sends them");
    let results = fs::read_to_string(folder.path().join("results.csv")).unwrap();
    assert!(results.contains("\nfailed,the service is unavailable (status 503),yes,"), "{results}");

    sandbox.faults().clear();
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, counted(&sandbox).len()), (0, 3), "{stdout}");

    // One that ends while the import waits.
    let sandbox = start(Sandbox::builder());
    sandbox.faults().script(vec![Fault::response(503); 30]);
    let args = ["signups.csv", "--ledger", "other.ledger", "--quiet"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, counted(&sandbox).len()), (0, 3), "{stdout}");
}

#[test]
fn the_pace_is_no_outage() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    // One row does not come through, though its call tries four times.
    let mut faults = vec![Fault::response(503); 4];
    faults.insert(0, Fault::healthy());
    sandbox.faults().script(faults);
    let args = ["signups.csv", "--rate", "1/1s", "--give-up", "2s", "--concurrency", "1"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, counted(&sandbox).len()), (0, 3), "{stdout}");
}
