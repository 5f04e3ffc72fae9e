//! The codes of reports.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use expect_test::expect_file;
use openapi_lower::{Code, Severity};

/// What comes before the table in CONSTRUCTS.md.
const MARK: &str = "<!-- `UPDATE_EXPECT=1 cargo test` writes what follows. -->\n";

#[test]
fn the_table_of_codes_is_that_of_the_code() {
    let text = fs::read_to_string("CONSTRUCTS.md").unwrap();
    let (before, _) = text.split_once(MARK).unwrap();
    let mut text =
        format!("{before}{MARK}\n| code | severity | meaning | fix |\n|---|---|---|---|\n");
    for code in Code::ALL {
        let fix = code.fix().map(|fix| format!("{fix} ")).unwrap_or_default();
        let severity = code.severity();
        writeln!(text, "| `{code}` | {severity} | {} | {fix}|", code.meaning()).unwrap();
    }
    expect_file!["../../CONSTRUCTS.md"].assert_eq(&text);
}

#[test]
fn names_are_unique_and_codes_are_sorted_by_severity() {
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    assert!(Code::ALL.is_sorted_by_key(|code| code.severity()));
}

#[test]
fn what_is_left_out_has_a_fix_and_nothing_else_has() {
    for code in Code::ALL {
        assert_eq!(code.fix().is_some(), code.severity() == Severity::LeftOut, "{code}");
    }
}

/// A code that no document causes would be dead, and a line without a code could not be told apart.
#[test]
fn every_code_is_in_the_report_of_some_case_and_every_line_has_one() {
    let mut seen = BTreeSet::new();
    let mut lines = 0;
    for case in fs::read_dir("tests/cases").unwrap() {
        let report = case.unwrap().path().join("report.txt");
        for line in fs::read_to_string(report).unwrap_or_default().lines() {
            let code = line.rsplit_once(" [").and_then(|(_, code)| code.strip_suffix(']'));
            seen.insert(code.unwrap().to_owned());
            lines += 1;
        }
    }
    let all: BTreeSet<_> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(seen, all);
    assert!(lines > 200, "only {lines} lines");
}
