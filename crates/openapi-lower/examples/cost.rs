//! Prints how long a document takes to be parsed and to be lowered, and how both grow with it.
//!
//! ```text
//! cargo run --release -p openapi-lower --example cost specs/pets.yaml
//! ```
//!
//! The document is repeated 1, 2, 4 and 8 times: its paths, its schemas, and the references
//! between them. Twice as much must not take more than about twice as long.

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use openapi_lower::{Document, Spec, lower};
use serde_json::{Map, Value, json};

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
    let spec = Spec::file(&file);
    let document = spec.read()?;
    let parsing = fastest(|| spec.read().is_ok());
    let lowering = fastest(|| lower(&document).is_ok());
    println!("parsing {parsing:.1?}, lowering {lowering:.1?}: {file}");
    for times in [1, 2, 4, 8] {
        let larger = Document::new(&file, repeated(document.value(), times));
        let bytes = larger.value().to_string().len();
        let took = fastest(|| lower(&larger).is_ok());
        let each = took.as_nanos() / (bytes as u128).max(1);
        println!("{times} times, {bytes} bytes of JSON: {took:.1?}, {each} ns a byte");
    }
    Ok(())
}

/// The least of several runs: what else the machine does only ever adds to it.
fn fastest(run: impl Fn() -> bool) -> Duration {
    let once = || {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap_or_default()
}

/// The document with as many copies of its paths and schemas, each copy referring to itself.
fn repeated(value: &Value, times: usize) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for copy in 0..times {
        let renamed = renamed(value, copy);
        let part = |value: &Value| value.as_object().cloned().unwrap_or_default();
        for (path, item) in part(&renamed["paths"]) {
            paths.insert(format!("/copy{copy}{path}"), item);
        }
        for (name, schema) in part(&renamed["components"]["schemas"]) {
            schemas.insert(format!("Copy{copy}{name}"), schema);
        }
    }
    let mut value = value.clone();
    value["paths"] = paths.into();
    value["components"] = match value["components"].take() {
        Value::Object(fields) => fields.into(),
        _ => json!({}),
    };
    value["components"]["schemas"] = schemas.into();
    value
}

fn renamed(value: &Value, copy: usize) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| match value {
                Value::String(text) if key == "$ref" => {
                    let schemas = "#/components/schemas/";
                    (key.clone(), text.replace(schemas, &format!("{schemas}Copy{copy}")).into())
                }
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
