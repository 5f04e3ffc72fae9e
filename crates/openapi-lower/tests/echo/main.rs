//! Random arguments go through generated functions to a server, which says what arrived.
//!
//! What must arrive is worked out here from the original document, by OpenAPI's rules for styles.
//! The document has every style; it is tried with `REDITUS_TEST_FULL=1`. With `OPENAPI_CORPUS`, so
//! are the documents of that folder.

#![expect(clippy::unwrap_used, reason = "a helper that fails should fail its test")]

mod call;
#[path = "../truth/instance.rs"]
mod instance;
#[path = "../truth/items.rs"]
mod items;
mod original;
#[path = "../truth/package.rs"]
mod package;
mod program;
mod style;
mod wire;

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write};

use openapi_lower::{Code, Spec, lower};

use crate::call::Calls;
use crate::program::Sent;
use crate::wire::differences;

/// The calls of each operation, by default and with `REDITUS_TEST_FULL=1`.
const CALLS: [usize; 2] = [20, 200];

/// The same for the documents of others, and how many operations of each.
const OTHER_CALLS: [usize; 2] = [5, 20];
const OTHER_OPERATIONS: usize = 12;

/// The result for one document, or for several.
#[derive(Debug, Default)]
struct Counts {
    operations: usize,
    calls: usize,
    parameters: usize,
    /// Refused before anything was sent: a path or a header cannot hold the text.
    refused: usize,
    examples: Vec<String>,
}

impl Counts {
    fn of(specs: &[Spec], crate_name: &str, calls: [usize; 2], operations: usize) -> Self {
        let full = env::var_os("REDITUS_TEST_FULL").is_some_and(|value| value == "1");
        let calls = calls[usize::from(full)];
        let documents: Vec<_> =
            specs.iter().map(|spec| Calls::of(spec, calls, operations)).collect();
        let results = program::run(&documents, crate_name);
        let mut counts = Self::default();
        for (document, results) in documents.iter().zip(results) {
            let names: BTreeSet<_> = document.calls.iter().map(|call| &call.operation).collect();
            counts.operations += names.len();
            for (call, result) in document.calls.iter().zip(results) {
                counts.calls += 1;
                counts.parameters += call.arguments.len();
                let found = match result {
                    Sent::Nothing(_) if call.cannot_be_sent() => {
                        counts.refused += 1;
                        continue;
                    }
                    Sent::Nothing(why) => vec![format!("nothing was sent: {why}")],
                    Sent::Request(_) if call.cannot_be_sent() => vec!["it was sent".to_owned()],
                    Sent::Request(head) => differences(call, &head),
                };
                for difference in found {
                    let place = format!("{} {}", document.name, call.operation);
                    counts.examples.push(format!("{place} {}: {difference}", call.described()));
                }
            }
        }
        let Self { operations, calls, parameters, refused, examples } = &counts;
        println!(
            "{crate_name}: {operations} operations, {calls} calls, {parameters} arguments, \
             {refused} refused before sending, {} sent differently",
            examples.len()
        );
        examples.iter().take(40).for_each(|example| println!("{example}"));
        counts
    }
}

/// Past the test harness, which only shows the output of failed tests.
fn skip(why: &str) {
    io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
}

#[test]
fn every_style_arrives_as_the_document_says_or_is_not_sent() {
    if !["REDITUS_TEST_FULL", "REDITUS_TEST_LONG"].map(env::var_os).iter().any(Option::is_some) {
        return skip("it builds a client, which REDITUS_TEST_FULL=1 asks for");
    }
    let spec = Spec::file("tests/echo/document.yaml");
    let lowered = lower(&spec.read().unwrap()).unwrap();
    let mut left_out: Vec<_> = lowered.report().left_out().map(|it| it.operation()).collect();
    left_out.sort_unstable();
    assert_eq!(left_out, ["GET /deep", "GET /joined", "GET /label/{list}", "GET /matrix/{list}"]);
    let not_sent = lowered.report().iter().filter(|it| it.code() == Code::ParameterNotSent);
    // joined, spaces, pipes, deep, nested, crumb and Authorization.
    assert_eq!(not_sent.count(), 7);

    let counts = Counts::of(&[spec], "echo", CALLS, usize::MAX);
    assert_eq!(counts.examples, [""; 0]);
    assert_eq!(counts.operations, 7, "{counts:?}");
    assert_eq!(counts.calls, 7 * CALLS[usize::from(counts.calls > 7 * CALLS[0])]);
    assert!(counts.parameters > 3 * counts.calls, "too few arguments: {}", counts.parameters);
    assert!(counts.refused > 0 && counts.refused < counts.calls / 3, "{}", counts.refused);
}

#[test]
fn arguments_of_the_operations_of_others_arrive_as_their_documents_say() {
    let Some(folder) = env::var_os("OPENAPI_CORPUS") else {
        return skip("OPENAPI_CORPUS does not name a folder of documents");
    };
    let specs = Spec::folder(folder).unwrap();
    let counts = Counts::of(&specs, "echo-corpus", OTHER_CALLS, OTHER_OPERATIONS);
    assert_eq!(counts.examples, [""; 0]);
    assert!(counts.operations >= 3 * specs.len(), "too few operations: {}", counts.operations);
    assert!(counts.parameters > counts.calls, "too few arguments: {}", counts.parameters);
}
