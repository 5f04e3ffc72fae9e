//! A program of generated clients and a server, which makes each call and says what arrived.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::call::{Calls, Function, Passed};
use crate::package::{Package, line};

/// What one call sent.
pub(crate) enum Sent {
    /// The head of a request.
    Request(String),
    /// Nothing, for this reason.
    Nothing(String),
}

/// For each document, for each of its calls, what was sent.
pub(crate) fn run(documents: &[Calls], name: &str) -> Vec<Vec<Sent>> {
    let package = Package::new(name, &dependencies(documents));
    let mut main = String::from(include_str!("server.rs"));
    main += "async fn dispatch(address: &str, document: &str, operation: &str, arguments: Arguments) -> Result<(), String> {\nmatch document {\n";
    let mut input = String::new();
    for (index, document) in documents.iter().enumerate() {
        let mut code = format!("#![allow(warnings)]\n{}\n", document.code);
        code += "pub async fn call(client: &Client, operation: &str, mut arguments: crate::Arguments) -> Result<(), String> {\nmatch operation {\n";
        document.functions.iter().for_each(|function| code += &arm(function));
        code += "_ => unreachable!(), }\n}\n";
        package.write(&format!("src/document_{index}.rs"), &code);
        writeln!(main, "\"{index}\" => document_{index}::call(&document_{index}::Client::new(address), operation, arguments).await,").unwrap();
        for call in &document.calls {
            writeln!(input, "{index}\t{}\t{}", call.operation, call.given()).unwrap();
        }
    }
    main += "_ => unreachable!(), }\n}\n";
    (0..documents.len()).for_each(|index| writeln!(main, "mod document_{index};").unwrap());
    package.write("src/main.rs", &main);
    package.write("input.txt", &input);
    let output = package.run();
    let mut lines = output.lines().map(|line| {
        let (kind, text) = line.split_once('\t').unwrap();
        let text = serde_json::from_str(text).unwrap();
        if kind == "sent" { Sent::Request(text) } else { Sent::Nothing(text) }
    });
    let results = documents.iter().map(|it| lines.by_ref().take(it.calls.len()).collect());
    let results: Vec<Vec<_>> = results.collect();
    for (document, results) in documents.iter().zip(&results) {
        assert_eq!(document.calls.len(), results.len(), "{}", document.name);
    }
    results
}

/// One function of a client, called with arguments in JSON.
fn arm(function: &Function) -> String {
    let Function { name, arguments } = function;
    let mut lets = String::new();
    let mut passed = Vec::new();
    for (name, how) in arguments {
        let (owned, pass) = match how {
            Passed::Owned(kind) => (kind.clone(), name.clone()),
            Passed::Borrowed(kind) => (kind.clone(), format!("&{name}")),
            Passed::MaybeBorrowed(kind) => {
                (format!("Option<{}>", kind), format!("{name}.as_ref()"))
            }
            Passed::Text => ("String".to_owned(), format!("&{name}")),
            Passed::MaybeText => ("Option<String>".to_owned(), format!("{name}.as_deref()")),
        };
        writeln!(lets, "let {name}: {owned} = arguments.take({name:?})?;").unwrap();
        passed.push(pass);
    }
    let passed = passed.join(", ");
    format!(
        "{name:?} => {{ {lets} match client.{name}({passed}).await {{\n\
         Err(Error::InvalidRequest(why)) => Err(why), _ => Ok(()) }} }}\n"
    )
}

/// What the lowered documents name, and a runtime.
fn dependencies(documents: &[Calls]) -> BTreeSet<String> {
    let all = documents.iter().flat_map(|document| &document.dependencies);
    let runtime =
        r#"tokio = { version = "1", default-features = false, features = ["macros", "rt"] }"#;
    all.map(line).chain([runtime.to_owned()]).collect()
}
