//! A program of the generated types, which reads each value and writes it again.

use std::collections::BTreeSet;
use std::fmt::Write;

use openapi_lower::Dependency;
use serde_json::Value;

use crate::document::Subjects;
use crate::package::{Package, line};

/// For each document, for each of its cases, what the type wrote, or why it refused the value.
pub(crate) fn run(documents: &[Subjects], name: &str) -> Vec<Vec<Result<Value, String>>> {
    let package = Package::new(name, &dependencies(documents));
    let mut main = String::from(MAIN);
    let mut input = String::new();
    for (index, document) in documents.iter().enumerate() {
        let types = format!("#![allow(warnings)]\n{}", document.types);
        package.write(&format!("src/document_{index}.rs"), &types);
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
    package.write("src/main.rs", &main);
    package.write("input.txt", &input);
    let output = package.run();
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

fn dependencies(documents: &[Subjects]) -> BTreeSet<String> {
    let all = documents.iter().flat_map(|document| &document.dependencies);
    all.filter(|it| is_for_types(it)).map(line).collect()
}

/// Only the types are compiled, not the client.
fn is_for_types(dependency: &Dependency) -> bool {
    !matches!(dependency.name(), "progenitor-client" | "reqwest")
}
