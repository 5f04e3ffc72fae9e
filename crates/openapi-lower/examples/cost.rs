//! Prints how long a document takes to be parsed and to be lowered, and how both grow with it.
//!
//! ```text
//! cargo run --release -p openapi-lower --example cost specs/pets.yaml
//! ```
//!
//! The document is repeated 1, 2, 4 and 8 times: its paths, its schemas, and the references
//! between them. Twice as much must not take more than about twice as long. What both gain by the
//! byte is the machine's: a larger document fits its caches less.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

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
        let larger = Document::new(&file, value);
        let parsing = fastest(|| spec.read().is_ok());
        let lowering = fastest(|| lower(&larger).is_ok());
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

/// The least of several runs: what else the machine does only ever adds to it.
fn fastest(run: impl Fn() -> bool) -> Duration {
    let once = || {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    (0..9).map(|_| once()).min().unwrap_or_default()
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
