//! When every request fails, or is refused.

use std::{
    fs,
    time::{Duration, Instant},
};

use reditus_sandbox::{Fault, Sandbox};

use super::{CSV, object, recorded};
use crate::command::{import, run, start};

#[test]
fn what_fails_for_every_row_stops_the_import_and_rejects_none() {
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
fn an_outage_is_waited_out_and_given_up_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::response(503));
    let started = Instant::now();
    let args = ["signups.csv", "--give-up", "1s", "--json", "--results", "results.csv"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 3, "{stdout}");
    assert!(started.elapsed() >= Duration::from_secs(1));
    let summary = object(&stdout);
    assert_eq!((&summary["outcome"], &summary["failed"]), (&"given_up".into(), &3.into()));
    let error = summary["error"].as_str().unwrap();
    assert!(
        error.ends_with("the last failure: the service is unavailable (status 503)"),
        "{error}"
    );
    assert_eq!(summary["failures"][0]["failure"], "the service is unavailable (status 503)");
    assert!(summary["failures"][0]["count"].as_u64() >= Some(3), "{stdout}");
    assert!(!folder.path().join("signups.rejects.csv").exists(), "the same command sends them");
    let results = fs::read_to_string(folder.path().join("results.csv")).unwrap();
    assert!(results.contains("\nfailed,the service is unavailable (status 503),yes,"), "{results}");

    sandbox.faults().clear();
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, recorded(&sandbox).len()), (0, 3), "{stdout}");
}

#[test]
fn an_outage_that_ends_while_the_import_waits_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one.csv"), "affiliate_slug,uid\njohn,1\n").unwrap();
    let sandbox = start(Sandbox::builder());
    // A few more than the attempts of the first call.
    sandbox.faults().script(vec![Fault::response(503); 6]);
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &["one.csv", "--quiet"]));
    assert_eq!((code, recorded(&sandbox).len()), (0, 1), "{stdout}");
}

#[test]
fn waiting_for_the_limit_is_not_an_outage() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    // One row fails in all four attempts of its call.
    let mut faults = vec![Fault::response(503); 4];
    faults.insert(0, Fault::healthy());
    sandbox.faults().script(faults);
    let args = ["signups.csv", "--rate", "1/500ms", "--give-up", "1s", "--concurrency", "1"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, recorded(&sandbox).len()), (0, 3), "{stdout}");
}

#[test]
fn rows_that_are_all_refused_alike_stop_the_import_and_none_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..100).map(|uid| format!("john,jane{uid}@example.com,{uid}\n")).collect();
    let path = folder.path().join("signups.csv");
    fs::write(&path, format!("affiliate_slug,email,uid\n{rows}")).unwrap();
    for status in [400, 422] {
        let sandbox = start(Sandbox::builder());
        let body = r#"{"error":"Account suspended, see help@example.org"}"#;
        let refused = Fault::response(status).header("content-type", "application/json");
        sandbox.faults().always(refused.body(body));
        let ledger = format!("{status}.ledger");
        let args = ["signups.csv", "--json", "--ledger", &ledger];
        let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
        let summary = object(&stdout);
        assert_eq!((code, &summary["outcome"]), (3, &"stopped".into()), "{stdout}");
        assert_eq!(summary["rejected"], 0, "{stdout}");
        let error = summary["error"].as_str().unwrap();
        assert!(error.contains("the first 20 rows were all refused alike"), "{error}");
        assert!(error.contains("Account suspended, see [removed]"), "{error}");
        assert!(sandbox.requests().len() <= 28, "{}", sandbox.requests().len());

        // The account is in order again.
        sandbox.faults().clear();
        let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
        assert_eq!((code, sandbox.ledger().len()), (0, 100), "{stdout}");
    }

    // The user knows better.
    let sandbox = start(Sandbox::builder().affiliates(["mary"]));
    let args = ["signups.csv", "--json", "--ledger", "l", "--refused-alike", "off"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, &object(&stdout)["rejected"]), (1, &100.into()));
}

#[test]
fn a_row_on_which_the_service_keeps_failing_becomes_a_reject() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..40).map(|uid| format!("john,{uid}\n")).collect();
    fs::write(folder.path().join("signups.csv"), format!("affiliate_slug,uid\n{rows}")).unwrap();
    let sandbox = start(Sandbox::builder());
    // The first row's call with its retries, every other row, and the first row again.
    let mut faults = vec![Fault::response(500); 4];
    faults.extend(vec![Fault::healthy(); 39]);
    faults.extend(vec![Fault::response(500); 4]);
    sandbox.faults().script(faults);
    let args = ["signups.csv", "--json", "--tries", "2", "--concurrency", "1"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    let summary = object(&stdout);
    assert_eq!(code, 1, "{stdout}");
    assert_eq!((&summary["rejected"], &summary["recorded"]), (&1.into(), &39.into()));
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.csv")).unwrap();
    assert!(rejects.contains("(status 500); given up after 2 tries,yes,john,"), "{rejects}");
}
