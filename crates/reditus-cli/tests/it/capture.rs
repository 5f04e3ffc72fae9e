//! `reditus track --capture`

use std::{fs, path::Path};

use expect_test::expect;
use reditus_sandbox::{Fault, Sandbox};

use crate::command::{reditus, run, start};

fn capture(folder: &Path, sandbox: &Sandbox, name: &str) -> (i32, String, String) {
    let mut command = reditus(&["track", "--affiliate", "john", "--email", "jane@example.com"]);
    command.args(["--uid", "4711", "--gr-id", "a:b:c", "--capture", name]).current_dir(folder);
    run(command.env("REDITUS_API_TOKEN", "s3cr3t").env("REDITUS_BASE_URL", sandbox.base_url()))
}

#[test]
fn a_capture_shows_the_shape_of_a_response_and_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    let (code, stdout, stderr) = capture(folder.path(), &sandbox, "first.json");
    assert_eq!((code, stderr.as_str()), (0, ""));
    // The capture's own request was recorded, and the call after it sees that.
    assert!(stdout.contains("possibly by an earlier attempt of ours"), "{stdout}");
    assert_eq!((sandbox.ledger().len(), sandbox.requests().len()), (1, 2));
    let text = fs::read_to_string(folder.path().join("first.json")).unwrap();
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["status"], 201);
    assert_eq!(object["request"]["fields in gr_id"], 3);
    assert_eq!(object["headers"]["content-type"], "application/json");
    expect![[r#"
        {
          "data": {
            "attributes": {
              "created_at": "number",
              "email": "string",
              "state": "string",
              "state_set_at": "number",
              "uid": "string",
              "updated_at": "number"
            },
            "id": "string",
            "type": "string"
          }
        }"#]]
    .assert_eq(&format!("{:#}", object["body"]));
    for hidden in ["jane", "4711", "s3cr3t", "john"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::metadata(folder.path().join("first.json")).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600);
    }

    // A file that exists is kept, and nothing is sent.
    let (code, _, stderr) = capture(folder.path(), &sandbox, "first.json");
    assert_eq!((code, sandbox.requests().len()), (2, 2));
    assert!(stderr.contains("first.json: the file exists"), "{stderr}");
}

#[test]
fn a_capture_keeps_what_an_error_says_and_hides_its_other_headers() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    let body = r#"{"error":"Jane@example.com is taken","hint":{"id":"4711"},"n":[1,null]}"#;
    let fault = Fault::response(409).header("content-type", "application/json").body(body);
    let fault = fault.header("x-request-id", "4711").header("x-ratelimit-remaining", "99");
    sandbox.faults().script([fault.header("set-cookie", "session=4711")]);
    let (code, _, stderr) = capture(folder.path(), &sandbox, "conflict.json");
    assert_eq!(code, 0, "{stderr}");
    let text = fs::read_to_string(folder.path().join("conflict.json")).unwrap();
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["body"]["error"], "[removed] is taken");
    assert_eq!(object["body"]["hint"]["id"], "string");
    assert_eq!(object["headers"]["set-cookie"], "[removed]");
    assert_eq!(object["headers"]["x-request-id"], "[removed]");
    assert_eq!(object["headers"]["x-ratelimit-remaining"], "99");
    assert!(!text.contains("4711"), "{text}");
}

#[test]
fn nothing_is_captured_or_enqueued_where_an_outbox_would_take_the_conversion() {
    let folder = tempfile::tempdir().unwrap();
    let mut command =
        reditus(&["track", "--affiliate", "john", "--uid", "1", "--capture", "c.json"]);
    command.args(["--outbox", "app.db", "--migrate"]).current_dir(folder.path());
    let (code, _, stderr) = run(&mut command);
    assert_eq!(code, 2);
    assert!(stderr.contains("leave out --outbox"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
