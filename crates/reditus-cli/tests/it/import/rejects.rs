//! Rejected rows, and why.

use std::{fs, path::Path};

use expect_test::expect;
use reditus_sandbox::{Fault, Sandbox};

use super::{BAD, CSV, object, recorded};
use crate::command::{import, run, start, start_at};

#[test]
fn invalid_rows_can_be_skipped_and_are_written_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    fs::write(folder.path().join("signups.csv"), BAD).unwrap();
    let args = ["signups.csv", "--map", "email=customer_email", "--skip-invalid"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 1, "{stdout}");
    assert_eq!(recorded(&sandbox), ["a@example.com"]);
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.csv")).unwrap();
    expect![[r#"
        reditus_reason,reditus_may_have_been_recorded,affiliate_slug,advocate_slug,customer_email,uid,note
        no referrer: both affiliate_slug and advocate_slug are empty,no,,,b@example.com,,nobody referred
        both affiliate_slug and advocate_slug are set; only one of them can have referred; no customer: both customer_email and uid are empty,no,john,jwe512,,,both referred; nobody signed up
        column customer_email contains a control character,no,john,,"c@
        example.com",,"a line
        break"
        "the row has 3 columns, and the header has 5",no,john,,d@example.com
    "#]].assert_eq(&rejects);

    // Once corrected they are imported like any others, without the columns of the first import.
    let corrected = rejects
        .replace(",,b@example.com", "john,,b@example.com")
        .replace("john,jwe512,,,", "john,,,5,")
        .replace("c@\nexample.com", "c@example.com")
        .replace("john,,d@example.com", "john,,d@example.com,4,");
    fs::write(folder.path().join("corrected.csv"), corrected).unwrap();
    let args = ["corrected.csv", "--map", "email=customer_email", "--results", "results.csv"];
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 0, "{stdout}{stderr}");
    let results = fs::read_to_string(folder.path().join("results.csv")).unwrap();
    assert!(results.starts_with(
        "reditus_outcome,reditus_reason,reditus_may_have_been_recorded,affiliate_slug,"
    ));
    assert!(!folder.path().join("corrected.rejects.csv").exists());
}

#[test]
fn json_lines_are_checked_and_rejected_as_json_lines() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().affiliates(["john"]));
    let lines = [
        r#"{"affiliate_slug":"john","uid":1.5}"#,
        r#"{"affiliate_slug":"john","uid":{"id":7},"n":123456789012345678901234567890}"#,
        r#"["john"]"#,
        r#"{"affiliate_slug":"john","uid":"8""#,
        r#"{"affiliate_slug":"john","uid":"\ud800"}"#,
        r#"{"affiliate_slug":"jon","uid":9,"plan":"gold","reason":"of an earlier import"}"#,
        r#"{"affiliate_slug":"john","uid":-1}"#,
    ];
    fs::write(folder.path().join("signups.jsonl"), lines.join("\n")).unwrap();
    let args = ["signups.jsonl", "--skip-invalid"];
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 1, "{stdout}");
    expect![[r#"
        signups.jsonl:1: column uid is neither text nor a whole number
        signups.jsonl:2: column uid is neither text nor a whole number
        signups.jsonl:3: not a JSON object
        signups.jsonl:4: not a JSON object (error at column 34)
        signups.jsonl:5: column uid is not valid text
    "#]]
    .assert_eq(&stderr);
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.jsonl")).unwrap();
    expect![[r#"
        {"affiliate_slug":"john","reditus_may_have_been_recorded":false,"reditus_reason":"column uid is neither text nor a whole number","uid":1.5}
        {"affiliate_slug":"john","n":123456789012345678901234567890,"reditus_may_have_been_recorded":false,"reditus_reason":"column uid is neither text nor a whole number","uid":{"id":7}}
        {"line":"[\"john\"]","reditus_may_have_been_recorded":false,"reditus_reason":"not a JSON object"}
        {"line":"{\"affiliate_slug\":\"john\",\"uid\":\"8\"","reditus_may_have_been_recorded":false,"reditus_reason":"not a JSON object (error at column 34)"}
        {"affiliate_slug":"john","reditus_may_have_been_recorded":false,"reditus_reason":"column uid is not valid text","uid":"\ud800"}
        {"affiliate_slug":"jon","plan":"gold","reason":"of an earlier import","reditus_may_have_been_recorded":false,"reditus_reason":"the service does not accept the referrer (status 400): Invalid affiliate slug","uid":9}
    "#]].assert_eq(&rejects);
    assert_eq!(recorded(&sandbox), ["-1"]);
}

#[test]
fn rejected_rows_stay_rejected_until_a_retry_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().affiliates(["mary"]));
    let addr = sandbox.addr();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let run_with = |sandbox: &Sandbox, args: &[&str]| {
        let (code, stdout, _) =
            run(import(folder.path(), sandbox, &["signups.csv", "--json"]).args(args));
        (code, object(&stdout))
    };
    let (code, summary) = run_with(&sandbox, &[]);
    assert_eq!((code, &summary["rejected"], &summary["recorded"]), (1, &2.into(), &1.into()));
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.csv")).unwrap();
    expect![[r#"
        reditus_reason,reditus_may_have_been_recorded,affiliate_slug,advocate_slug,email,uid,gr_id,plan
        the service does not accept the referrer (status 400): Invalid affiliate slug,no,john,,a@example.com,,,"gold, yearly"
        the service does not accept the referrer (status 400): Invalid affiliate slug,no,john,,,3,rl:1,
    "#]].assert_eq(&rejects);

    let seen = sandbox.requests().len();
    assert_eq!(run_with(&sandbox, &[]), (1, summary));
    assert_eq!(sandbox.requests().len(), seen, "a rejected row was sent again");

    // The company has added the affiliate.
    drop(sandbox);
    let sandbox = start_at(addr, Sandbox::builder);
    let (code, summary) = run_with(&sandbox, &["--retry-rejects"]);
    assert_eq!((code, &summary["recorded"]), (0, &3.into()));
    assert_eq!(sandbox.requests().len(), 2);
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.csv")).unwrap();
    assert_eq!(rejects.lines().count(), 1, "only the header is left");
}

#[test]
fn a_reject_that_may_have_been_recorded_stays_possibly_ours_in_another_import() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    fs::write(folder.path().join("signups.csv"), "affiliate_slug,uid\njohn,1\njohn,2\n").unwrap();
    // The first is recorded, and refused when it is sent again.
    let lost = Fault::reset().recorded(true);
    sandbox.faults().script([lost, Fault::response(422), Fault::response(422)]);
    let args = ["signups.csv", "--concurrency", "1"];
    assert_eq!(run(&mut import(folder.path(), &sandbox, &args)).0, 1);
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.csv")).unwrap();
    expect![[r#"
        reditus_reason,reditus_may_have_been_recorded,affiliate_slug,uid
        the service refused the conversion (status 422),yes,john,1
        the service refused the conversion (status 422),no,john,2
    "#]]
    .assert_eq(&rejects);

    let args = ["signups.rejects.csv", "--json"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    let summary = object(&stdout);
    assert_eq!((code, &summary["possibly_ours"], &summary["recorded"]), (0, &1.into(), &1.into()));
}

#[test]
fn nothing_that_identifies_a_customer_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().affiliates(["john"]));
    let rows =
        "affiliate_slug,email\njohn,jane@example.com\nmallory,eve@example.com\njohn,x\u{7}\n";
    fs::write(folder.path().join("signups.csv"), rows).unwrap();
    for args in [&["--check"][..], &[], &["--skip-invalid"], &["--skip-invalid", "--json"]] {
        let (_, stdout, stderr) = run(import(folder.path(), &sandbox, &["signups.csv"]).args(args));
        let said = stdout + &stderr;
        assert!(!said.contains("example.com") && !said.contains("mallory"), "{said}");
    }
    private(&folder.path().join("signups.rejects.csv"));
    private(&folder.path().join("signups.csv.ledger"));
}

/// Files with customers' data are readable by their owner only.
#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
}

#[cfg(not(unix))]
fn private(_: &Path) {}

#[test]
fn rejects_of_a_tsv_are_a_tsv_and_no_other_file_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().affiliates(["john"]));
    fs::write(folder.path().join("s.tsv"), "affiliate_slug\tuid\njohn\t1\njon\t2\n").unwrap();
    fs::write(folder.path().join("s.rejects.tsv.partial"), "mine").unwrap();
    assert_eq!(run(&mut import(folder.path(), &sandbox, &["s.tsv"])).0, 1);
    let (code, stdout, _) =
        run(&mut import(folder.path(), &sandbox, &["s.rejects.tsv", "--check"]));
    assert_eq!((code, stdout.as_str()), (0, "s.rejects.tsv: 1 row can be sent\n"));
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["s.rejects.tsv", "s.rejects.tsv.partial", "s.tsv", "s.tsv.ledger"]);
}

#[cfg(unix)]
#[test]
fn the_target_of_a_link_is_replaced_and_the_link_stays() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    let path = |name: &str| folder.path().join(name);
    fs::write(path("s.csv"), CSV).unwrap();
    fs::create_dir(path("there")).unwrap();
    fs::write(path("there/results.csv"), "").unwrap();
    symlink(path("there/results.csv"), path("results.csv")).unwrap();
    let args = ["s.csv", "--results", "results.csv"];
    assert_eq!(run(&mut import(folder.path(), &sandbox, &args)).0, 0);
    assert!(fs::symlink_metadata(path("results.csv")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(path("there/results.csv")).unwrap().lines().count(), 4);

    symlink(path("nowhere.csv"), path("dangling.csv")).unwrap();
    let args = ["s.csv", "--results", "dangling.csv"];
    let (code, _, stderr) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 2);
    assert!(stderr.contains("dangling.csv: No such file"), "{stderr}");
}
