//! What is read.

use std::{fs, io::Write, process::Stdio, time::Duration};

use reditus_sandbox::{Fault, Sandbox};

use super::{CSV, JSON_LINES, gzip, object, recorded};
use crate::command::{import, run, start, until};

#[test]
fn a_file_of_either_format_is_imported_gzipped_or_not() {
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
        assert_eq!(recorded(&sandbox), ["3", "a@example.com", "b@example.com"], "{name}");
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
        // The second time, every row was settled.
        assert_eq!((recorded(&sandbox).len(), sandbox.requests().len()), (3, 3));
        assert!(folder.path().join("stdin.ledger").exists());
    }
}

#[test]
fn rows_appended_later_are_left_to_the_next_import() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    fs::write(&path, CSV).unwrap();
    let sandbox = start(Sandbox::builder());
    sandbox.faults().always(Fault::delay(Duration::from_millis(300)));
    let mut command = import(folder.path(), &sandbox, &["signups.csv", "--concurrency", "1"]);
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    until(&sandbox, 1);
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    write!(file, "john,,d@exam").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(recorded(&sandbox), ["3", "a@example.com", "b@example.com"]);

    sandbox.faults().clear();
    writeln!(file, "ple.com,,,").unwrap();
    assert_eq!(run(&mut import(folder.path(), &sandbox, &["signups.csv"])).0, 0);
    assert_eq!(recorded(&sandbox), ["3", "a@example.com", "b@example.com", "d@example.com"]);
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
