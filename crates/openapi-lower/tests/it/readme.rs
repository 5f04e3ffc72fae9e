//! The README says what works.

use std::fs;

/// The example is built and run in CI.
#[test]
fn the_build_script_is_that_of_the_example() {
    let readme = fs::read_to_string("README.md").unwrap();
    let example = fs::read_to_string("../../examples/openapi-client/build.rs").unwrap();
    assert!(readme.contains(&format!("```rust,no_run\n{example}```\n")));
}

#[test]
fn the_dependencies_are_those_that_the_document_of_the_example_needs() {
    let spec = openapi_lower::Spec::file("../../examples/openapi-client/specs/library.yaml");
    let lowered = openapi_lower::lower(&spec.read().unwrap()).unwrap();
    assert_eq!(lowered.report().left_out().count(), 0);
    let lines = lowered.dependencies().iter().map(|it| format!("   {it}\n")).collect::<String>();
    assert!(lines.lines().count() >= 7, "{lines}");
    let readme = fs::read_to_string("README.md").unwrap();
    assert!(readme.contains(&format!("[dependencies]\n{lines}")), "{lines}");
}

/// So are these.
#[test]
fn the_code_that_calls_the_client_is_that_of_the_example() {
    let readme = fs::read_to_string("README.md").unwrap();
    let example = fs::read_to_string("../../examples/openapi-client/src/main.rs").unwrap();
    let blocks = readme.split("   ```text\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("   ```\n").next().unwrap().lines());
    let lines: Vec<_> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    assert!(lines.len() > 10, "{lines:?}");
    let known: Vec<_> = example.lines().map(str::trim).collect();
    lines.iter().for_each(|line| assert!(known.contains(line), "{line}"));
}
