//! Generators that fail. In a separate binary, because the panic hook belongs to the process.

#![expect(clippy::unwrap_used, reason = "a helper that fails should fail its test")]

use std::cell::Cell;
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use openapi_lower::{Document, Lowered, lower};
use openapiv3::OpenAPI;
use serde_json::{Value, json};

static PRINTED: AtomicUsize = AtomicUsize::new(0);

/// Sets a hook before any generator runs, as a program would, and lowers a document.
fn lowered_from(document: Value) -> Lowered {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| match panic.payload().downcast_ref() {
            Some(&"counted") => drop(PRINTED.fetch_add(1, Ordering::Relaxed)),
            _ => print(panic),
        }));
    });
    lower(&Document::new("pets.yaml", document)).unwrap()
}

fn lowered() -> Lowered {
    let info = json!({ "title": "Pets", "version": "1" });
    lowered_from(json!({ "openapi": "3.1.0", "info": info, "paths": {} }))
}

#[test]
fn an_error_or_a_panic_becomes_a_one_line_problem_of_the_file() {
    // Only the first run fails, so no part is to blame.
    let problem = |fail: fn() -> Result<(), String>| {
        let first = Cell::new(true);
        let generate = |_: &OpenAPI| if first.replace(false) { fail() } else { Ok(()) };
        let problems = lowered().generate(generate).unwrap_err().to_string();
        let what = problems.strip_prefix("pets.yaml: the generator failed: ").unwrap();
        what.strip_suffix("; remove what it fails on in the overlay").unwrap().to_owned()
    };
    assert_eq!(problem(|| Err("no\nway".to_owned())), "no way");
    assert_eq!(problem(|| panic!("static")), "panic: static");
    assert_eq!(problem(|| panic!("number {}", 7)), "panic: number 7");
    assert_eq!(problem(|| panic::panic_any(7)), "panic: without a message");
    assert_eq!(lowered().generate(|_| Ok::<_, String>(7)).unwrap(), 7);
}

#[test]
fn a_guarded_panic_prints_nothing_and_others_still_do() {
    let generate = |_: &OpenAPI| -> Result<(), String> { panic!("counted") };
    lowered().generate(generate).unwrap_err();
    assert_eq!(PRINTED.load(Ordering::Relaxed), 0);
    let elsewhere =
        |_: &OpenAPI| Ok::<_, String>(thread::spawn(|| panic!("counted")).join().is_err());
    assert!(lowered().generate(elsewhere).unwrap());
    assert_eq!(PRINTED.load(Ordering::Relaxed), 1);
    panic::catch_unwind(|| panic!("counted")).unwrap_err();
    assert_eq!(PRINTED.load(Ordering::Relaxed), 2);
}

/// Two operations and three schemas, of which `Outer` refers to `Inner`.
fn pets() -> Lowered {
    let response = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "responses": { "200": { "content": { "application/json": { "schema": schema } } } } })
    };
    let object = |field: Value| json!({ "type": "object", "properties": { "field": field } });
    lowered_from(json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/outer": { "get": response("Outer") }, "/other": { "get": response("Other") } },
        "components": { "schemas": {
            "Outer": object(json!({ "$ref": "#/components/schemas/Inner" })),
            "Inner": object(json!({ "type": "string" })),
            "Other": object(json!({ "type": "string" })),
        } },
    }))
}

#[test]
fn the_schema_or_the_operation_that_a_generator_fails_on_is_named() {
    let schema = |document: &OpenAPI| {
        let components = document.components.as_ref().unwrap();
        assert!(!components.schemas.contains_key("Inner"), "inner");
        Ok::<_, String>(())
    };
    assert_eq!(
        pets().generate(schema).unwrap_err().to_string(),
        "pets.yaml#/components/schemas/Inner: the generator failed on `Inner`: panic: inner; remove it in the overlay"
    );
    let operation =
        |document: &OpenAPI| match document.operations().find(|(path, ..)| *path == "/other") {
            Some(_) => Err("other"),
            None => Ok(()),
        };
    assert_eq!(
        pets().generate(operation).unwrap_err().to_string(),
        "pets.yaml#/paths/~1other/get: the generator failed on `get_other`: other; remove it in the overlay"
    );
}
