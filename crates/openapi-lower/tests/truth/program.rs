//! A program of the generated types, which reads each value and writes it again.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use openapi_lower::Dependency;
use serde_json::Value;

use crate::document::Subjects;

/// For each document, for each of its cases, what the type wrote, or why it refused the value.
pub(crate) fn run(documents: &[Subjects], name: &str) -> Vec<Vec<Result<Value, String>>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest(documents, name)).unwrap();
    let mut main = String::from(MAIN);
    let mut input = String::new();
    for (index, document) in documents.iter().enumerate() {
        let file = folder.join("src").join(format!("document_{index}.rs"));
        fs::write(file, format!("#![allow(warnings)]\n{}", document.types)).unwrap();
        writeln!(main, "mod document_{index};").unwrap();
        writeln!(main, "fn dispatch_{index}(name: &str, value: &str) -> String {{ match name {{")
            .unwrap();
        for subject in &document.subjects {
            let name = &subject.type_name;
            writeln!(main, "{name:?} => again::<document_{index}::{name}>(value),").unwrap();
        }
        main += "_ => unreachable!() } }\n";
        for case in document.cases() {
            writeln!(input, "{index}\t{}\t{}", case.subject.type_name, case.value).unwrap();
        }
    }
    main += "fn dispatch(index: &str, name: &str, value: &str) -> String { match index {\n";
    for index in 0..documents.len() {
        writeln!(main, "\"{index}\" => dispatch_{index}(name, value),").unwrap();
    }
    main += "_ => unreachable!() } }\n";
    fs::write(folder.join("src/main.rs"), main).unwrap();
    fs::write(folder.join("input.txt"), input).unwrap();
    // The dependencies are compiled already, for this test.
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "-j2", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."))
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = String::from_utf8(output.stdout).unwrap();
    let mut lines = output.lines().map(|line| match line.strip_prefix("refused ") {
        Some(error) => Err(error.to_owned()),
        None => Ok(serde_json::from_str(line).unwrap()),
    });
    let results = documents.iter().map(|it| lines.by_ref().take(it.cases().count()).collect());
    let results: Vec<Vec<_>> = results.collect();
    for (document, results) in documents.iter().zip(&results) {
        assert_eq!(document.cases().count(), results.len(), "{}", document.name);
    }
    results
}

const MAIN: &str = r#"#![allow(warnings)]
fn main() {
    for line in std::fs::read_to_string("input.txt").unwrap().lines() {
        let mut parts = line.splitn(3, '\t');
        let mut part = || parts.next().unwrap();
        println!("{}", dispatch(part(), part(), part()));
    }
}
fn again<T: serde::de::DeserializeOwned + serde::Serialize>(value: &str) -> String {
    match serde_json::from_str::<T>(value) {
        Ok(value) => serde_json::to_string(&value).unwrap(),
        Err(error) => format!("refused {}", error.to_string().replace('\n', " ")),
    }
}
"#;

/// A package that depends on what the lowered documents name, and on nothing else.
fn manifest(documents: &[Subjects], name: &str) -> String {
    let mut text = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n"
    );
    let all = documents.iter().flat_map(|document| &document.dependencies);
    let lines: BTreeSet<_> = all.filter(|it| is_for_types(it)).map(line).collect();
    lines.iter().for_each(|line| writeln!(text, "{line}").unwrap());
    text + "\n[profile.dev]\ndebug = false\n\n[workspace]\n"
}

/// Only the types are compiled, not the client.
fn is_for_types(dependency: &Dependency) -> bool {
    !matches!(dependency.name(), "progenitor-client" | "reqwest")
}

/// With the features of the workspace, so that nothing is compiled twice.
fn line(dependency: &Dependency) -> String {
    let line = dependency.to_string();
    match dependency.name() {
        "chrono" => line.replace("features", "default-features = false, features"),
        _ => line,
    }
}
