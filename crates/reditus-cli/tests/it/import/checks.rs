//! What is refused before anything is sent.

use std::fs;

use expect_test::expect;
use reditus_sandbox::Sandbox;

use super::{BAD, CSV, gzip, object};
use crate::command::{import, run, start};

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
        signups.csv:3: no referrer: both affiliate_slug and advocate_slug are empty
        signups.csv:5: both affiliate_slug and advocate_slug are set; only one of them can have referred
        signups.csv:5: no customer: both customer_email and uid are empty
        signups.csv:6: column customer_email contains a control character
        signups.csv:9: the row has 3 columns, and the header has 5
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
    expect!["error: signups.csv: 1 row can be sent, 6 rows cannot; nothing was sent; correct them, or add --skip-invalid to send the others"].assert_eq(stderr.lines().last().unwrap());
    assert!(sandbox.requests().is_empty());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_cannot_be_right_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder());
    let long =
        format!("affiliate_slug,email\njohn,a@example.com\njohn,\"{}", "x\n".repeat(600_000));
    let open =
        "affiliate_slug,email,note\njohn,a@example.com,\njohn,b@example.com,\"5\njohn,c@x,\n";
    let packed = &gzip(CSV)[..40];
    let torn = "affiliate_slug,email,note\njohn,a@example.com,\"5\njohn,b@x,\"6\"\njohn,c@x,7\n";
    let cases: [(&str, &[u8], &[&str], &str); 21] = [
        (
            "a.csv",
            torn.as_bytes(),
            &[],
            "a.csv:2: the quote that opens in this row is closed in the middle",
        ),
        (
            "a.csv",
            b"affiliate_slug,uid,\"note\njohn,1,\n",
            &[],
            "a.csv:1: the quote that opens in this row",
        ),
        ("a.csv", b"\xff\xfea\0,\0", &[], "a.csv:1: the file is UTF-16"),
        ("a.csv", CSV.as_bytes(), &["--rejects", "nowhere/r.csv"], "nowhere/r.csv: No such file"),
        (
            "a.csv",
            CSV.as_bytes(),
            &["--results", "/dev/full"],
            "not a regular file, so it cannot be replaced",
        ),
        ("a.csv", CSV.as_bytes(), &["--concurrency", "257"], "257 is not in 1..=256"),
        ("a.csv", CSV.as_bytes(), &["--rejects", "b", "--results", "../$/b"], "both"),
        (
            "none.csv",
            b"",
            &["--rate", "1/0s"],
            "expected REQUESTS/TIME, such as `100/5m` (24 h at most), or `off`",
        ),
        ("a.csv", b"", &[], "a.csv:1: the file is empty"),
        ("a.txt", b"", &[], "a.txt: the name does not say which format the file has"),
        (
            "a.csv",
            b"jane@example.com,john\n",
            &[],
            "none of the 2 columns in the first line is called affiliate_slug or advocate_slug",
        ),
        ("a.csv", b"affiliate_slug;email\n", &[], "--delimiter"),
        ("a.csv", b"affiliate_slug,email,email\n", &[], "two columns are called email"),
        ("a.csv", b"affiliate_slug,uid\n", &["--map", "email=mail"], "no column is called mail"),
        ("a.csv", b"affiliate_slug,uid\n", &["--map", "mail=x"], "unknown field `mail`"),
        (
            "a.csv",
            long.as_bytes(),
            &[],
            "a.csv:3: the row is longer than 1048576 bytes; is a quote not closed?",
        ),
        (
            "a.csv",
            open.as_bytes(),
            &[],
            "a.csv:3: the quote that opens in this row is never closed",
        ),
        ("a.csv", packed, &[], "cannot be read"),
        ("a.jsonl", &[b'{'; 1_100_000], &[], "a.jsonl:1: the line is longer than 1048576 bytes"),
        (
            "a.csv",
            CSV.as_bytes(),
            &["--ledger", "a.csv"],
            "cannot be both the file to import and the ledger",
        ),
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
    for (name, says) in [("missing.csv", "No such file"), (".", "is a directory")] {
        let (code, _, stderr) = run(&mut import(folder.path(), &sandbox, &[name]));
        assert_eq!(code, 2);
        assert!(stderr.contains(says), "{stderr}");
    }
    assert!(sandbox.requests().is_empty());
}
