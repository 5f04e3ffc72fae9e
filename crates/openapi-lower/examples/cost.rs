//! Prints how long a document takes to be parsed and to be lowered, and how both grow with it.
//!
//! ```text
//! cargo run --release -p openapi-lower --example cost specs/pets.yaml
//! ```
//!
//! The document is repeated 1, 2, 4 and 8 times: its paths, its components, and the references
//! between them. Twice the size should take about twice the time. Both get somewhat slower per byte,
//! because a larger document fits less well into the caches.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use openapi_lower::{Problems, Spec, lower};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("usage: cost <spec>")?;
    let document = Spec::file(&file).read()?;
    let is_json = Path::new(&file).extension().is_some_and(|name| name == "json");
    let folder = tempfile::tempdir()?;
    println!("times     bytes   parsing  ns/byte  lowering  ns/byte  {file}");
    for times in [1, 2, 4, 8] {
        let value = repeated(document.value(), times);
        let (name, text) = match is_json {
            true => ("document.json", serde_json::to_string(&value)?),
            false => ("document.yaml", serde_yaml::to_string(&value)?),
        };
        let spec = Spec::file(folder.path().join(name));
        fs::write(folder.path().join(name), &text)?;
        drop(value);
        let (parsing, lowering) = fastest(&spec)?;
        let bytes = text.len();
        let each = |time: Duration| time.as_secs_f64() * 1e9 / bytes as f64;
        println!(
            "{times:5} {bytes:9} {:7.2}ms {:8.1} {:7.2}ms {:8.1}",
            parsing.as_secs_f64() * 1e3,
            each(parsing),
            lowering.as_secs_f64() * 1e3,
            each(lowering),
        );
    }
    Ok(())
}

/// The shortest time of several runs: other load on the machine only adds to it.
///
/// Each run lowers the document that it has just parsed, as a build does. Lowering the same document
/// repeatedly would find it in the caches.
fn fastest(spec: &Spec) -> Result<(Duration, Duration), Problems> {
    let mut fastest = (Duration::MAX, Duration::MAX);
    for _ in 0..9 {
        let start = Instant::now();
        let document = spec.read()?;
        let parsing = start.elapsed();
        let start = Instant::now();
        black_box(lower(&document)?);
        fastest = (fastest.0.min(parsing), fastest.1.min(start.elapsed()));
    }
    Ok(fastest)
}

/// The document with this many copies of its paths and components, each copy referring to itself.
fn repeated(value: &Value, times: usize) -> Value {
    let mut repeated = value.clone();
    repeated["paths"] = json!({});
    repeated["components"] = json!({});
    for copy in 0..times {
        let renamed = renamed(value, copy);
        for (path, item) in fields(&renamed["paths"]) {
            repeated["paths"][format!("/copy{copy}{path}")] = item.clone();
        }
        for (group, components) in fields(&renamed["components"]) {
            for (name, component) in fields(components) {
                repeated["components"][group][format!("Copy{copy}{name}")] = component.clone();
            }
        }
    }
    repeated
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn renamed(value: &Value, copy: usize) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| match value {
                Value::String(text) if key == "$ref" => (key.clone(), reference(text, copy).into()),
                Value::String(text) if key == "operationId" => {
                    (key.clone(), format!("{text}_of_copy{copy}").into())
                }
                value => (key.clone(), renamed(value, copy)),
            });
            Value::Object(fields.collect())
        }
        Value::Array(entries) => entries.iter().map(|entry| renamed(entry, copy)).collect(),
        value => value.clone(),
    }
}

/// `#/components/schemas/Pet` becomes `#/components/schemas/Copy1Pet`.
fn reference(text: &str, copy: usize) -> String {
    let parts = text.strip_prefix("#/components/").and_then(|rest| rest.split_once('/'));
    match parts {
        Some((group, name)) => format!("#/components/{group}/Copy{copy}{name}"),
        None => text.to_owned(),
    }
}
