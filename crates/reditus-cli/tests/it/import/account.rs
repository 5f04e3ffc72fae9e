//! A ledger belongs to one account.

use std::fs;

use reditus_sandbox::Sandbox;

use super::{CSV, object};
use crate::command::{import, run, start, start_at};

#[test]
fn rows_sent_with_a_test_token_do_not_count_for_another_account() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let test = start(Sandbox::builder().token("test"));
    let addr = test.addr();
    let with = |sandbox: &Sandbox, token: &str, args: &[&str]| {
        let mut command = import(folder.path(), sandbox, &["signups.csv", "--json"]);
        run(command.args(args).env("REDITUS_API_TOKEN", token))
    };
    assert_eq!(with(&test, "test", &[]).0, 0);
    drop(test);

    let production = start_at(addr, || Sandbox::builder().token("s3cr3t"));
    let (code, stdout, _) = with(&production, "s3cr3t", &[]);
    let error = object(&stdout)["error"].as_str().unwrap().to_owned();
    assert_eq!((code, production.requests().len()), (2, 0));
    assert!(error.contains("--same-account") && error.contains("--ledger"), "{error}");
    assert!(!error.contains("s3cr3t"), "{error}");
    let (code, stdout, _) = with(&production, "s3cr3t", &["--ledger", "production.ledger"]);
    assert_eq!((code, production.ledger().len()), (0, 3), "{stdout}");
    drop(production);

    // The token was replaced by a new one of the same account.
    let rotated = start_at(addr, || Sandbox::builder().token("new"));
    let args = ["--ledger", "production.ledger", "--same-account"];
    let (code, stdout, _) = with(&rotated, "new", &args);
    assert_eq!((code, &object(&stdout)["recorded"]), (0, &3.into()));
    assert_eq!((with(&rotated, "new", &args[..2]).0, rotated.requests().len()), (0, 0));
}
