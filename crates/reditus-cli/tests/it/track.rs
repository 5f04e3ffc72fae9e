//! `reditus track`

use std::{net::TcpListener, process::Command};

use reditus_sandbox::{Fault, RetryAfter, Sandbox};
use serde_json::Value;

use crate::command::{Served, reditus, run, start};

const CUSTOMER: [&str; 4] = ["--affiliate", "john", "--email", "jane@example.com"];

fn track(args: &[&str]) -> Command {
    let mut command = reditus(&["track"]);
    command.args(args);
    command
}

#[test]
fn a_conversion_goes_to_the_embedded_sandbox_and_a_person_reads_what_happened() {
    let (code, stdout, stderr) = run(track(&CUSTOMER).arg("--sandbox"));
    assert_eq!((code, stderr.as_str()), (0, ""));
    let lines: Vec<_> = stdout.lines().collect();
    assert_eq!(lines[0], "recorded: the service has recorded the conversion");
    assert!(stdout.contains("  email     jane@example.com\n"), "{stdout}");
    assert!(stdout.contains("  state     converted\n"), "{stdout}");
}

#[test]
fn a_program_reads_one_object() {
    let args = ["--advocate", "jwe512", "--uid", "42", "--gr-id", "rl:1", "--sandbox", "--json"];
    let (code, stdout, _) = run(&mut track(&args));
    let object: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, 0);
    assert_eq!(object["outcome"], "recorded");
    assert_eq!(object["referral"]["uid"], "42");
}

#[test]
fn without_a_token_both_ways_out_are_named() {
    for token in [None, Some("")] {
        let mut command = track(&CUSTOMER);
        token.map(|token| command.env("REDITUS_API_TOKEN", token));
        let (code, stdout, stderr) = run(&mut command);
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert!(stderr.contains("REDITUS_API_TOKEN is not set"), "{stderr}");
        assert!(stderr.contains("App Settings") && stderr.contains("--sandbox"), "{stderr}");
        let (code, stdout, _) = run(track(&CUSTOMER).arg("--json"));
        let object: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!((code, &object["kind"]), (2, &"configuration".into()));
    }
}

#[test]
fn arguments_that_make_no_conversion_are_refused() {
    for args in [
        &["--email", "jane@example.com"][..],
        &["--affiliate", "john"],
        &["--affiliate", "john", "--advocate", "jwe512", "--uid", "42"],
        &["--affiliate", "john", "--uid", "42", "--token", "secret"],
    ] {
        let (code, _, stderr) = run(track(args).arg("--sandbox"));
        assert_eq!(code, 2, "{args:?}");
        assert!(stderr.contains("Usage: reditus track"), "{stderr}");
    }
}

#[test]
fn a_served_sandbox_records_and_shows_its_ledger() {
    let served = Served::start();
    let base_url = &served.base_url;
    let run = |args: &[&str]| run(track(args).env("REDITUS_API_TOKEN", "token"));

    let (code, stdout, _) = run(&[&CUSTOMER[..], &["--base-url", base_url]].concat());
    assert_eq!(code, 0, "{stdout}");
    let (code, stdout, _) = run(&[&CUSTOMER[..], &["--base-url", base_url, "--json"]].concat());
    let object: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, 0);
    assert_eq!(
        (&object["outcome"], &object["duplicate"]),
        (&"already_recorded".into(), &"before".into())
    );

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ledger = runtime.block_on(async {
        let url = format!("{base_url}/__sandbox/ledger");
        reditus::reqwest::get(url).await.unwrap().text().await.unwrap()
    });
    assert!(ledger.contains("jane@example.com"), "{ledger}");
}

#[test]
fn nothing_goes_to_a_proxy_of_the_environment_on_the_way_to_this_machine() {
    let proxy = "http://127.0.0.1:9";
    let mut command = track(&CUSTOMER);
    command.arg("--sandbox").env("HTTP_PROXY", proxy).env("http_proxy", proxy);
    let (code, _, stderr) = run(&mut command);
    assert_eq!(code, 0, "{stderr}");
}

#[test]
fn each_kind_of_failure_has_its_exit_code() {
    let served = Served::start();
    let base_url = &served.base_url;
    let blank = ["--affiliate", "", "--uid", "42", "--base-url", base_url];
    let (code, stdout, stderr) = run(track(&blank).env("REDITUS_API_TOKEN", "token"));
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("`affiliate_slug` is empty; nothing was sent"), "{stderr}");

    let sandbox = start(Sandbox::builder().affiliates(["mary"]));
    let track_to = |sandbox: &Sandbox| {
        let mut command = track(&["--affiliate", "john", "--uid", "42"]);
        command.env("REDITUS_API_TOKEN", "token").env("REDITUS_BASE_URL", sandbox.base_url());
        run(&mut command)
    };
    let (code, _, stderr) = track_to(&sandbox);
    assert_eq!(code, 1, "{stderr}");
    // Too many requests, and a wait longer than the command has patience for.
    let limited = Fault::rate_limited(RetryAfter::Seconds(3600));
    sandbox.faults().always(limited);
    let (code, _, stderr) = track_to(&sandbox);
    assert_eq!(code, 5, "{stderr}");

    // Nobody listens there.
    let nowhere = ["--affiliate", "john", "--uid", "42", "--base-url", "http://127.0.0.1:9"];
    let (code, _, stderr) = run(track(&nowhere).env("REDITUS_API_TOKEN", "token"));
    assert_eq!(code, 5, "{stderr}");
    assert!(stderr.contains("it was not recorded"), "{stderr}");

    // A server that hangs up on everybody.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
        }
    });
    let args = ["--affiliate", "john", "--uid", "42", "--json"];
    let mut command = track(&args);
    command.env("REDITUS_API_TOKEN", "token").env("REDITUS_BASE_URL", base_url);
    let (code, stdout, _) = run(&mut command);
    let object: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, 3);
    assert_eq!(object["kind"], "transport");
    assert_eq!(object["may_have_been_recorded"], true);
}

#[test]
fn a_base_url_that_cannot_be_right_is_a_configuration_error() {
    let args = ["--affiliate", "john", "--uid", "42", "--base-url", "http://example.com"];
    let (code, _, stderr) = run(track(&args).env("REDITUS_API_TOKEN", "token"));
    assert_eq!(code, 2);
    assert!(
        stderr.contains("the client is not set up correctly: the base URL is plain http"),
        "{stderr}"
    );
}

#[test]
fn a_cookie_says_who_referred() {
    let value = "rl%3A3f0c%3A%3A%3A%3A%3Ajwe512%3A%3A%3A%3Areferral";
    for cookie in [value.to_owned(), format!("theme=dark; _gr_id={value}; a=b")] {
        let (code, stdout, stderr) =
            run(&mut track(&["--cookie", &cookie, "--uid", "42", "--sandbox"]));
        assert_eq!(code, 0, "{stderr}");
        assert!(stdout.starts_with("recorded"), "{stdout}");
    }
    for cookie in ["", "theme=dark", "rl:3f0c:::::::::"] {
        let (code, _, stderr) = run(&mut track(&["--cookie", cookie, "--uid", "42", "--sandbox"]));
        assert_eq!(code, 2);
        assert!(stderr.starts_with("error: --cookie: "), "{stderr}");
    }
    let (code, _, stderr) = run(track(&CUSTOMER).args(["--cookie", value, "--sandbox"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("cannot be used with"), "{stderr}");
}
