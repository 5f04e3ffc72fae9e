//! Random values of each schema go through the generated types and back.
//!
//! A value is valid by the original schema, which an independent validator checks. The type must
//! read it, and write the same value, or one that differs in an expected way. What a request
//! sends must be valid by the original schema as well.
//!
//! The documents are the two of this repository and that of `tests/wire`. With `OPENAPI_CORPUS`, so
//! are those of that folder.

#![expect(clippy::unwrap_used, reason = "a helper that fails should fail its test")]

mod change;
mod document;
mod instance;
mod items;
mod package;
mod program;

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Write};
use std::path::Path;

use openapi_lower::Spec;

use crate::change::{Change, changes};
use crate::document::Subjects;

/// The random values of each schema, by default and with `REDITUS_TEST_FULL=1`.
const VALUES: [usize; 2] = [10, 100];

/// The same for the schemas of the documents of others.
const OTHER_VALUES: [usize; 2] = [10, 40];

/// How many schemas of each of these documents are tried, of the thousands that there are. All of them
/// with `REDITUS_TEST_LONG=1`: compiling their types takes minutes, and 6 GB of memory.
const OTHER_SCHEMAS: usize = 12;

/// In how many of 10,000 values of our documents each class of changes may be. They are in a little
/// fewer: the values are random, but the same each time.
const CEILINGS: Ceilings = &[
    (Change::NullIsAbsent, 600),
    (Change::DefaultIsThere, 750),
    (Change::UndescribedIsAbsent, 1_600),
];

/// The same for the documents of others: for some of their schemas, and for all.
const OTHER_CEILINGS: [Ceilings; 2] = [
    &[
        (Change::NullIsAbsent, 500),
        (Change::EmptyIsAbsent, 230),
        (Change::DefaultIsThere, 580),
        (Change::UndescribedIsAbsent, 1_300),
        (Change::OtherBranch, 10),
        (Change::Rounded, 20),
    ],
    &[
        (Change::NullIsAbsent, 500),
        (Change::EmptyIsAbsent, 400),
        (Change::DefaultIsThere, 440),
        (Change::UndescribedIsAbsent, 1_200),
        (Change::OtherBranch, 12),
        (Change::Rounded, 9),
    ],
];

type Ceilings = &'static [(Change, usize)];

/// The result for one document, or for several.
#[derive(Debug, Default)]
struct Counts {
    schemas: usize,
    values: usize,
    refused: usize,
    invalid_when_sent: usize,
    changed: BTreeMap<Change, usize>,
    examples: Vec<String>,
}

impl Counts {
    fn of(specs: &[Spec], crate_name: &str, values: [usize; 2], schemas: usize) -> Self {
        let full = env::var_os("REDITUS_TEST_FULL").is_some_and(|value| value == "1");
        let values = values[usize::from(full)];
        let documents: Vec<_> =
            specs.iter().map(|spec| Subjects::of(spec, values, schemas)).collect();
        let results = program::run(&documents, crate_name);
        let mut counts = Self::default();
        for (document, results) in documents.iter().zip(results) {
            counts.schemas += document.subjects.len();
            for (case, result) in document.cases().zip(results) {
                counts.values += 1;
                let place = format!("{} {}: {}", document.name, case.subject.pointer, case.value);
                match result {
                    Err(error) => {
                        counts.refused += 1;
                        counts.examples.push(format!("refused {place}: {error}"));
                    }
                    Ok(after) => {
                        let mut found = changes(case.value, &after);
                        // A request must hold what the caller set, and nothing else.
                        let harms = [Change::DefaultIsThere, Change::EmptyIsAbsent];
                        if case.subject.sent && harms.iter().any(|it| found.contains(it)) {
                            found.push(Change::Other);
                        }
                        let valid = !case.subject.sent || case.subject.validator.is_valid(&after);
                        if case.subject.chooses && (!valid || found.contains(&Change::Other)) {
                            found.retain(|change| *change != Change::Other);
                            found.push(Change::OtherBranch);
                        } else if !valid {
                            counts.invalid_when_sent += 1;
                            counts.examples.push(format!("invalid {place} as {after}"));
                        } else if found.contains(&Change::Other) {
                            counts.examples.push(format!("changed {place} to {after}"));
                        }
                        found
                            .into_iter()
                            .for_each(|it| *counts.changed.entry(it).or_default() += 1);
                    }
                }
            }
        }
        counts
    }

    fn print(&self, name: &str) {
        let Self { schemas, values, refused, invalid_when_sent, changed, examples } = self;
        println!(
            "{name}: {schemas} schemas, {values} values, {refused} refused, \
             {invalid_when_sent} invalid when sent, changed {changed:?}"
        );
        examples.iter().take(40).for_each(|example| println!("{example}"));
    }

    /// Fails if more values change than are expected to, and if any changes in another way.
    fn check(&self, ceilings: Ceilings) {
        assert_eq!((self.refused, self.invalid_when_sent), (0, 0));
        for (change, count) in &self.changed {
            let ceiling = ceilings.iter().find(|(known, _)| known == change);
            let ceiling = ceiling.map_or(0, |(_, ceiling)| *ceiling);
            assert!(
                count * 10_000 <= ceiling * self.values,
                "{change:?} in {count} of {} values",
                self.values
            );
        }
    }
}

#[test]
fn values_of_our_documents_are_read_and_sent_unchanged() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut specs = Spec::folder(specs).unwrap();
    specs.push(Spec::file("tests/wire/document.yaml"));
    let counts = Counts::of(&specs, "truth", VALUES, usize::MAX);
    counts.print("ours");
    assert!(counts.schemas >= 12, "too few schemas: {counts:?}");
    assert!(counts.values >= counts.schemas * VALUES[0] / 2, "too few values: {counts:?}");
    counts.check(CEILINGS);
}

#[test]
fn values_of_the_documents_of_others_are_read_and_sent_unchanged() {
    let Some(folder) = env::var_os("OPENAPI_CORPUS") else {
        // Past the test harness, which only shows the output of failed tests.
        let line = b"skipped: OPENAPI_CORPUS does not name a folder of documents\n";
        return io::stderr().write_all(line).unwrap();
    };
    let specs = Spec::folder(folder).unwrap();
    let long = env::var_os("REDITUS_TEST_LONG").is_some_and(|value| value == "1");
    let schemas = if long { usize::MAX } else { OTHER_SCHEMAS };
    let counts = Counts::of(&specs, "truth-corpus", OTHER_VALUES, schemas);
    counts.print("others");
    assert!(counts.schemas >= OTHER_SCHEMAS / 2 * specs.len(), "too few: {}", counts.schemas);
    assert!(counts.values >= counts.schemas * OTHER_VALUES[0] / 2, "too few: {}", counts.values);
    counts.check(OTHER_CEILINGS[usize::from(long)]);
}
