//! `reditus doctor`

use std::{io::Read, net::TcpListener};

use expect_test::expect;
use reditus_sandbox::Sandbox;
use serde_json::Value;

use crate::command::{reditus, run, start};

#[test]
fn without_anything_it_says_what_to_do_and_reaches_nobody() {
    // Without a base URL it is the vendor's host that is looked for, which no test may reach.
    let (code, stdout, _) = run(reditus(&["doctor"]).env("REDITUS_BASE_URL", "http://127.0.0.1:9"));
    assert_eq!(code, 1);
    // What the system calls it is the system's.
    let stdout = stdout.replace(" (Connection refused (os error 111))", "");
    expect![[r#"
        ok     configuration  no file
        WRONG  token          not set: set REDITUS_API_TOKEN to the token from App Settings, or REDITUS_TOKEN_FILE to the name of a file that contains it
        ok     rate           100/5m (default)
        ok     base URL       http://127.0.0.1:9 (REDITUS_BASE_URL)
        WRONG  service        127.0.0.1 cannot be reached: connection refused: check the base URL
        ok     spec           tracking-v1 1.0.0
        ok     spec           tracking-v2 1.0.0
    "#]].assert_eq(&stdout);
}

#[test]
fn it_reaches_the_host_and_reports_nothing_and_shows_no_token() {
    let sandbox = start(Sandbox::builder());
    let mut command = reditus(&["doctor", "--json"]);
    command.env("REDITUS_API_TOKEN", "s3cr3t").env("REDITUS_BASE_URL", sandbox.base_url());
    let (code, stdout, stderr) = run(&mut command);
    assert_eq!(code, 0, "{stdout}{stderr}");
    let object: Value = serde_json::from_str(&stdout).unwrap();
    let service = object["findings"].as_array().unwrap().last().unwrap();
    assert_eq!(service["value"], "127.0.0.1 responds (status 200)");
    assert_eq!(object["specs"][1]["name"], "tracking-v2");
    assert!(!stdout.contains("s3cr3t"));
    assert!(sandbox.ledger().is_empty());
    assert!(sandbox.requests().iter().all(|request| request.version().is_none()));
}

#[test]
fn it_sends_no_token_and_names_what_does_not_speak_http() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let read = stream.read(&mut request).unwrap();
        std::io::Write::write_all(&mut stream, b"220 mail ready\r\n").unwrap();
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    let mut command = reditus(&["doctor"]);
    command.env("REDITUS_API_TOKEN", "s3cr3t").env("REDITUS_BASE_URL", base_url);
    let (code, stdout, _) = run(&mut command);
    assert_eq!(code, 1);
    assert!(stdout.contains("the response is not HTTP"), "{stdout}");
    let heard = heard.join().unwrap();
    assert!(heard.starts_with("HEAD / ") && !heard.contains("s3cr3t"), "{heard}");
}

#[test]
fn failures_of_dns_and_tls_are_explained() {
    let sandbox = start(Sandbox::builder());
    let plain = sandbox.base_url().replace("http://", "https://");
    for (base_url, says) in [
        ("https://nowhere.invalid", "the name cannot be resolved"),
        (&plain, "the TLS connection failed"),
    ] {
        let mut command = reditus(&["doctor"]);
        command.env("REDITUS_API_TOKEN", "token").env("REDITUS_BASE_URL", base_url);
        let (code, stdout, _) = run(&mut command);
        assert_eq!(code, 1);
        assert!(stdout.contains(says), "{stdout}");
    }
}
