//! `reditus import`: what is read, what is sent, and what is said.

use std::{
    fs,
    io::Write,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use expect_test::expect;
use flate2::{Compression, write::GzEncoder};
use reditus_sandbox::{Fault, Sandbox};
use serde_json::Value;

use crate::command::{import, run, start};

const CSV: &str = "\
affiliate_slug,advocate_slug,email,uid,gr_id,plan
john,,a@example.com,,,\"gold, yearly\"
,jwe512,b@example.com,2,,silver
john,,,3,rl:1,
";

const JSON_LINES: &str = r#"
{"affiliate_slug":"john","email":"a@example.com","plan":["gold",{"yearly":true}]}

{"advocate_slug":"jwe512","affiliate_slug":null,"email":"b@example.com","uid":2}
{"affiliate_slug":" john ","email":"","uid":"3","gr_id":"rl:1"}
"#;

/// The customers that the sandbox has counted.
fn counted(sandbox: &Sandbox) -> Vec<String> {
    let name = |entry: reditus_sandbox::Entry| entry.email.or(entry.uid).unwrap_or_default();
    let mut counted: Vec<_> = sandbox.ledger().into_iter().map(name).collect();
    counted.sort();
    counted
}

fn gzip(text: &str) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

fn object(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap_or_else(|_| panic!("{stdout}"))
}

#[test]
fn a_file_of_either_format_is_imported_packed_or_not() {
    let tabs = CSV.replace("gold, yearly", "gold").replace(',', "\t");
    let semicolons = format!("\u{feff}{}", tabs.replace('\t', ";"));
    let cases: [(&str, Vec<u8>, &[&str]); 9] = [
        ("signups.csv", CSV.into(), &[]),
        ("signups.CSV", CSV.replace('\n', "\r\n").into(), &[]),
        ("signups.tsv", tabs.into(), &[]),
        ("signups.csv", semicolons.into(), &["--delimiter", ";"]),
        ("signups.txt", CSV.into(), &["--format", "csv"]),
        ("signups.csv.gz", gzip(CSV), &[]),
        ("signups.csv", gzip(CSV), &[]),
        ("signups.jsonl", JSON_LINES.into(), &[]),
        ("signups.ndjson.gz", gzip(JSON_LINES), &[]),
    ];
    for (name, bytes, args) in cases {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = start(Sandbox::builder());
        fs::write(folder.path().join(name), bytes).unwrap();
        let (code, stdout, stderr) = run(import(folder.path(), &sandbox, &[name]).args(args));
        assert_eq!((code, stderr.as_str()), (0, ""), "{name}: {stdout}");
        assert_eq!(counted(&sandbox), ["3", "a@example.com", "b@example.com"], "{name}");
    }
}

#[test]
fn standard_input_is_read_once_and_imported() {
    for text in [CSV, JSON_LINES] {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = start(Sandbox::builder());
        for bytes in [text.as_bytes().to_vec(), gzip(text)] {
            let mut child = import(folder.path(), &sandbox, &["-"])
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(&bytes).unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(0));
        }
        // The second time all was known.
        assert_eq!((counted(&sandbox).len(), sandbox.requests().len()), (3, 3));
        assert!(folder.path().join("stdin.ledger").exists());
    }
}

#[test]
fn a_summary_is_for_a_person_or_for_a_program() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().affiliates(["john"]));
    let text = format!("{CSV}john,,a@example.com,,,again\njon,,x@example.com,,,\n");
    fs::write(folder.path().join("signups.csv"), text).unwrap();
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &["signups.csv"]));
    assert_eq!((code, stderr.as_str()), (1, ""));
    expect![[r#"
        rows                         5
        recorded                     3
        already recorded             0
        repeated                     1  the same as an earlier row
        rejected                     1  by the service

        1 row, with reasons, in signups.rejects.csv

        to send rejected rows again, run the same command with --retry-rejects
    "#]]
    .assert_eq(&stdout);
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &["signups.csv", "--json"]));
    assert_eq!(code, 1);
    expect![[r#"
        {
          "already_recorded": 0,
          "error": null,
          "failed": 0,
          "invalid": 0,
          "ledger": "signups.csv.ledger",
          "not_sent": 0,
          "outcome": "rejects",
          "possibly_ours": 0,
          "recorded": 3,
          "rejected": 1,
          "rejects": "signups.rejects.csv",
          "repeated": 1,
          "rows": 5,
          "unknown": 0
        }
    "#]]
    .assert_eq(&stdout);
}

const BAD: &str = "\
affiliate_slug,advocate_slug,customer_email,uid,note
john,,a@example.com,,fine
,,b@example.com,,nobody referred

john,jwe512,,,both referred; nobody signed up
john,,\"c@
example.com\",,\"a line
break\"
john,,d@example.com
";

#[test]
fn a_check_lists_every_bad_row_and_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    let path = folder.path().join("signups.csv");
    let mut text = BAD.as_bytes().to_vec();
    text.extend(b"john,,\xff@example.com,,\n");
    text.extend(format!("{},,,4,\n", "x".repeat(5000)).bytes());
    fs::write(&path, text).unwrap();
    let args = ["signups.csv", "--map", "email=customer_email", "--check"];
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, stderr.as_str()), (1, ""));
    expect![[r#"
        signups.csv:3: nobody referred: both affiliate_slug and advocate_slug are empty
        signups.csv:5: both affiliate_slug and advocate_slug are set; only one can have referred
        signups.csv:5: no customer: both customer_email and uid are empty
        signups.csv:6: column customer_email contains a control character
        signups.csv:9: it has 3 columns, and the header has 5
        signups.csv:10: column customer_email is not UTF-8
        signups.csv:11: column affiliate_slug is 5000 bytes long, over the limit of 4096
        signups.csv: 1 row can be sent, 6 rows cannot
    "#]]
    .assert_eq(&stdout);

    let (code, stdout, _) = run(import(folder.path(), &sandbox, &args).arg("--json"));
    let object = object(&stdout);
    assert_eq!((code, &object["valid"], &object["invalid"]), (1, &1.into(), &6.into()));
    assert_eq!(object["problems"][3]["line"], 6);
    assert_eq!(object["problems"][3]["column"], "customer_email");

    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args[..3]));
    assert_eq!((code, stdout.as_str()), (2, ""));
    expect!["error: signups.csv: 1 row can be sent, 6 rows cannot; nothing was sent; correct them, or leave them out with --skip-invalid"].assert_eq(stderr.lines().last().unwrap());
    assert!(sandbox.requests().is_empty());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn bad_rows_can_be_left_out_and_come_back_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    fs::write(folder.path().join("signups.csv"), BAD).unwrap();
    let args = ["signups.csv", "--map", "email=customer_email", "--skip-invalid"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 1, "{stdout}");
    assert_eq!(counted(&sandbox), ["a@example.com"]);
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.csv")).unwrap();
    expect![[r#"
        reditus_reason,reditus_may_have_been_recorded,affiliate_slug,advocate_slug,customer_email,uid,note
        nobody referred: both affiliate_slug and advocate_slug are empty,no,,,b@example.com,,nobody referred
        both affiliate_slug and advocate_slug are set; only one can have referred; no customer: both customer_email and uid are empty,no,john,jwe512,,,both referred; nobody signed up
        column customer_email contains a control character,no,john,,"c@
        example.com",,"a line
        break"
        "it has 3 columns, and the header has 5",no,john,,d@example.com
    "#]].assert_eq(&rejects);

    // Once corrected, they are imported like any others; what was said of them gives way.
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
fn json_lines_are_checked_and_rejected_in_kind() {
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
        signups.jsonl:3: it is no JSON object
        signups.jsonl:4: it is no JSON object, as seen at character 34
        signups.jsonl:5: column uid is no valid text
    "#]]
    .assert_eq(&stderr);
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.jsonl")).unwrap();
    expect![[r#"
        {"affiliate_slug":"john","reditus_may_have_been_recorded":false,"reditus_reason":"column uid is neither text nor a whole number","uid":1.5}
        {"affiliate_slug":"john","n":123456789012345678901234567890,"reditus_may_have_been_recorded":false,"reditus_reason":"column uid is neither text nor a whole number","uid":{"id":7}}
        {"line":"[\"john\"]","reditus_may_have_been_recorded":false,"reditus_reason":"it is no JSON object"}
        {"line":"{\"affiliate_slug\":\"john\",\"uid\":\"8\"","reditus_may_have_been_recorded":false,"reditus_reason":"it is no JSON object, as seen at character 34"}
        {"affiliate_slug":"john","reditus_may_have_been_recorded":false,"reditus_reason":"column uid is no valid text","uid":"\ud800"}
        {"affiliate_slug":"jon","plan":"gold","reason":"of an earlier import","reditus_may_have_been_recorded":false,"reditus_reason":"the service does not accept the referrer (status 400): Invalid affiliate slug","uid":9}
    "#]].assert_eq(&rejects);
    assert_eq!(counted(&sandbox), ["-1"]);
}

#[test]
fn a_file_that_cannot_be_meant_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    let long =
        format!("affiliate_slug,email\njohn,a@example.com\njohn,\"{}", "x\n".repeat(600_000));
    let open =
        "affiliate_slug,email,note\njohn,a@example.com,\njohn,b@example.com,\"5\njohn,c@x,\n";
    let packed = &gzip(CSV)[..40];
    let torn = "affiliate_slug,email,note\njohn,a@example.com,\"5\njohn,b@x,\"6\"\njohn,c@x,7\n";
    let cases: [(&str, &[u8], &[&str], &str); 21] = [
        ("a.csv", torn.as_bytes(), &[], "a.csv:2: a quote is opened here and closed in the middle"),
        ("a.csv", b"affiliate_slug,uid,\"note\njohn,1,\n", &[], "a.csv:1: a quote is opened here"),
        ("a.csv", b"\xff\xfea\0,\0", &[], "a.csv:1: the file is UTF-16"),
        ("a.csv", CSV.as_bytes(), &["--rejects", "nowhere/r.csv"], "nowhere/r.csv: No such file"),
        ("a.csv", CSV.as_bytes(), &["--results", "/dev/full"], "no file that can be replaced"),
        ("a.csv", CSV.as_bytes(), &["--concurrency", "257"], "257 is not in 1..=256"),
        ("a.csv", CSV.as_bytes(), &["--rejects", "b", "--results", "../$/b"], "both"),
        ("none.csv", b"", &["--rate", "1/0s"], "it is no rate such as 100/5m"),
        ("a.csv", b"", &[], "a.csv:1: the file is empty"),
        ("a.txt", b"", &[], "a.txt: its name does not tell what it is"),
        (
            "a.csv",
            b"jane@example.com,john\n",
            &[],
            "none of the 2 columns in the first line is called affiliate_slug or advocate_slug",
        ),
        ("a.csv", b"affiliate_slug;email\n", &[], "--delimiter"),
        ("a.csv", b"affiliate_slug,email,email\n", &[], "two columns are called email"),
        ("a.csv", b"affiliate_slug,uid\n", &["--map", "email=mail"], "there is no column mail"),
        ("a.csv", b"affiliate_slug,uid\n", &["--map", "mail=x"], "there is no field `mail`"),
        (
            "a.csv",
            long.as_bytes(),
            &[],
            "a.csv:3: the row is longer than 1048576 bytes; is a quote not closed?",
        ),
        ("a.csv", open.as_bytes(), &[], "a.csv:3: a quote is opened here and never closed"),
        ("a.csv", packed, &[], "cannot be read"),
        ("a.jsonl", &[b'{'; 1_100_000], &[], "a.jsonl:1: the line is longer than 1048576 bytes"),
        ("a.csv", CSV.as_bytes(), &["--ledger", "a.csv"], "it is both the file and its ledger"),
        ("a.csv", CSV.as_bytes(), &["--results", "b", "--rejects", "./b"], "both"),
    ];
    for (name, bytes, args, says) in cases {
        fs::write(folder.path().join(name), bytes).unwrap();
        let here = folder.path().file_name().unwrap().to_str().unwrap();
        let args = args.iter().map(|arg| arg.replace('$', here));
        let (code, stdout, stderr) = run(import(folder.path(), &sandbox, &[name]).args(args));
        assert_eq!((code, stdout.as_str()), (2, ""), "{says}: {stderr}");
        assert!(stderr.contains(says), "{says}: {stderr}");
        assert!(!stderr.contains("example.com"), "{stderr}");
    }
    for (name, says) in [("missing.csv", "No such file"), (".", "it is a folder")] {
        let (code, _, stderr) = run(&mut import(folder.path(), &sandbox, &[name]));
        assert_eq!(code, 2);
        assert!(stderr.contains(says), "{stderr}");
    }
    assert!(sandbox.requests().is_empty());
}

#[test]
fn rejected_rows_stay_rejected_until_they_are_to_be_retried() {
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
    let sandbox = start(Sandbox::builder().addr(addr));
    let (code, summary) = run_with(&sandbox, &["--retry-rejects"]);
    assert_eq!((code, &summary["recorded"]), (0, &3.into()));
    assert_eq!(sandbox.requests().len(), 2);
    let rejects = fs::read_to_string(folder.path().join("signups.rejects.csv")).unwrap();
    assert_eq!(rejects.lines().count(), 1, "only the header is left");
}

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
    let page = Fault::answer(200).header("content-type", "text/html").body("<h1>hello</h1>");
    for fault in [page, Fault::answer(404)] {
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
    sandbox.faults().always(Fault::answer(503));
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
    sandbox.faults().script(vec![Fault::answer(503); 30]);
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
    let mut faults = vec![Fault::answer(503); 4];
    faults.insert(0, Fault::healthy());
    sandbox.faults().script(faults);
    let args = ["signups.csv", "--rate", "1/1s", "--give-up", "2s", "--concurrency", "1"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, counted(&sandbox).len()), (0, 3), "{stdout}");
}

#[cfg(target_os = "linux")]
#[test]
fn who_does_not_read_what_is_said_does_not_stop_the_import() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    let (_unread, mut full) = std::io::pipe().unwrap();
    // As much as a pipe of Linux holds.
    full.write_all(&[b' '; 64 * 1024]).unwrap();
    let mut command = import(folder.path(), &sandbox, &["signups.csv", "--rate", "1/3s"]);
    let status = command.stderr(full).stdout(Stdio::null()).status().unwrap();
    assert_eq!((status.code(), counted(&sandbox).len()), (Some(0), 3));
}

#[test]
fn what_joins_the_file_later_is_for_the_next_import() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    fs::write(&path, CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::delay(Duration::from_millis(300)));
    let mut command = import(folder.path(), &sandbox, &["signups.csv", "--concurrency", "1"]);
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    while sandbox.requests().is_empty() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    write!(file, "john,,d@exam").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(counted(&sandbox), ["3", "a@example.com", "b@example.com"]);

    sandbox.faults().clear();
    writeln!(file, "ple.com,,,").unwrap();
    assert_eq!(run(&mut import(folder.path(), &sandbox, &["signups.csv"])).0, 0);
    assert_eq!(counted(&sandbox), ["3", "a@example.com", "b@example.com", "d@example.com"]);
}

#[test]
fn a_reject_that_may_have_been_recorded_stays_possibly_ours_in_another_import() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    fs::write(folder.path().join("signups.csv"), "affiliate_slug,uid\njohn,1\njohn,2\n").unwrap();
    // The first is recorded, and refused when it is sent again.
    let lost = Fault::reset().committed(true);
    sandbox.faults().script([lost, Fault::answer(422), Fault::answer(422)]);
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

#[cfg(unix)]
#[test]
fn a_path_need_not_be_utf_8() {
    use std::os::unix::ffi::OsStringExt;
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    let name = std::ffi::OsString::from_vec(b"b\xff.csv".to_vec());
    fs::write(folder.path().join(&name), CSV).unwrap();
    let (code, stdout, _) = run(import(folder.path(), &sandbox, &["--json"]).arg(&name));
    assert_eq!((code, &object(&stdout)["recorded"]), (0, &3.into()));
}

#[test]
fn progress_comes_as_lines_where_there_is_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("signups.csv"), CSV).unwrap();
    for (args, lines) in [(&[][..], true), (&["--quiet"], false)] {
        let sandbox = start(Sandbox::builder());
        let ledger = format!("{}.ledger", sandbox.addr().port());
        let mut command = import(folder.path(), &sandbox, &["signups.csv", "--rate", "1/3s"]);
        let (code, _, stderr) = run(command.args(["--ledger", &ledger]).args(args));
        assert_eq!(code, 0, "{stderr}");
        let line =
            stderr.contains(" of 3 rows, ") && stderr.contains(" already recorded, 0 rejected\n");
        assert_eq!(line, lines, "{stderr}");
        assert_eq!(stderr.is_empty(), !lines, "{stderr}");
    }
}

#[test]
fn nothing_that_identifies_anybody_is_said_on_the_way() {
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

/// What holds customers' data is for its owner alone.
#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
}

#[cfg(not(unix))]
fn private(_: &Path) {}
