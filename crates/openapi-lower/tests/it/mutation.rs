//! Documents damaged at random, and documents with cycles or with explosive growth.

use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use openapi_lower::{Document, Lowered, Spec, lower};
use progenitor::{GenerationSettings, Generator};
use serde_json::{Value, json};

use crate::full;

/// How many damaged documents are lowered: these, or those with `REDITUS_TEST_FULL=1`.
const MUTATIONS: [u64; 2] = [5_000, 100_000];

/// Code is generated from one of this many lowered documents, because it takes longer.
const GENERATED: u64 = 250;

/// Small enough to overflow if lowering recursed with the document.
const SMALL_STACK: usize = 1 << 20;

/// Generous: even under load, a second of work ends well within this. Work that doubles with each
/// schema of a chain would take years.
const ENDLESS: Duration = Duration::from_secs(300);

/// Runs it, and fails if it overflows a small stack or does not end.
fn on_a_small_stack<T: Send + 'static>(name: &str, run: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = mpsc::channel();
    let thread = thread::Builder::new().stack_size(SMALL_STACK);
    thread.spawn(move || done.send(run())).unwrap();
    result.recv_timeout(ENDLESS).map_err(|error| format!("{name}: {error}")).unwrap()
}

fn generates(lowered: &Lowered) -> Result<(), String> {
    let settings = GenerationSettings::new();
    let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api));
    code.map(drop).map_err(|problems| problems.to_string())
}

fn size(value: &Value) -> usize {
    value.to_string().len()
}

/// The results for the damaged documents.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    tried: u64,
    unchanged: u64,
    lowered: u64,
    with_operations: u64,
    generated: u64,
    refused: u64,
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            tried: self.tried + other.tried,
            unchanged: self.unchanged + other.unchanged,
            lowered: self.lowered + other.lowered,
            with_operations: self.with_operations + other.with_operations,
            generated: self.generated + other.generated,
            refused: self.refused + other.refused,
        }
    }
}

#[test]
fn most_damaged_documents_are_lowered_and_generated_and_none_panics() {
    let mutations = MUTATIONS[usize::from(full())];
    let threads = [0, 1].map(|half| {
        thread::Builder::new()
            .stack_size(SMALL_STACK)
            .spawn(move || damage((half..mutations).step_by(2)))
            .unwrap()
    });
    let counts = threads.map(|thread| thread.join().unwrap());
    let counts = counts.into_iter().fold(Counts::default(), Counts::plus);
    println!("{counts:?}");
    let Counts { tried, unchanged, lowered, with_operations, generated, refused } = counts;
    assert_eq!(tried, mutations);
    assert_eq!(lowered + refused, tried);
    assert!(unchanged < tried / 5, "hardly damaged: {counts:?}");
    assert!(lowered > tried * 4 / 5, "refused too much: {counts:?}");
    assert!(with_operations > tried * 2 / 3, "left out too much: {counts:?}");
    assert!(refused > 0, "refused nothing: {counts:?}");
    assert!(generated >= tried / GENERATED * 3 / 4, "generated too little: {counts:?}");
}

fn damage(numbers: impl Iterator<Item = u64>) -> Counts {
    let mut counts = Counts::default();
    let seeds = seeds();
    for seed in numbers {
        counts.tried += 1;
        let mut rng = Rng::with_seed(seed);
        let original = &seeds[rng.usize(..seeds.len())];
        let mut value = original.clone();
        for _ in 0..rng.usize(1..4) {
            mutate(&mut value, &mut rng);
        }
        counts.unchanged += u64::from(value == *original);
        let start = Instant::now();
        let before = size(&value);
        let lowered = match lower(&Document::new("pets.yaml", value.clone())) {
            Ok(lowered) => lowered,
            Err(problems) => {
                assert!(problems.into_iter().all(|problem| !problem.fix().is_empty()));
                counts.refused += 1;
                continue;
            }
        };
        counts.lowered += 1;
        let paths = lowered.value()["paths"].as_object().unwrap();
        counts.with_operations += u64::from(!paths.is_empty());
        let limit = 100_000 + 100 * before;
        assert!(size(lowered.value()) < limit, "{seed}: {value}");
        assert!(lowered.report().to_string().len() < limit, "{seed}: {value}");
        if counts.lowered.is_multiple_of(GENERATED) {
            // progenitor recurses deeper than this stack.
            let result = thread::scope(|scope| {
                let thread = thread::Builder::new().stack_size(16 << 20);
                thread.spawn_scoped(scope, || generates(&lowered)).unwrap().join().unwrap()
            });
            assert_eq!(result, Ok(()), "{seed}: {value}");
            counts.generated += 1;
        }
        assert!(start.elapsed() < ENDLESS, "{seed}: {value}");
    }
    counts
}

/// The documents of the cases that are lowered.
fn seeds() -> Vec<Value> {
    let mut folders: Vec<_> =
        fs::read_dir("tests/cases").unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let read = |folder: &Path| {
        let document = Spec::file(folder.join("input.yaml")).read().ok()?;
        lower(&document).is_ok().then(|| document.value().clone())
    };
    let seeds: Vec<_> = folders.iter().filter_map(|folder| read(folder)).collect();
    assert!(seeds.len() > 20);
    seeds
}

const KEYS: &[&str] = &[
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "const",
    "format",
    "default",
    "nullable",
    "additionalProperties",
    "patternProperties",
    "if",
    "then",
    "prefixItems",
    "discriminator",
    "content",
    "schema",
    "responses",
    "parameters",
    "requestBody",
    "operationId",
    "in",
    "name",
    "style",
    "explode",
    "application/json",
    "get",
    "$defs",
    "default",
    "200",
    "2XX",
    "204",
];

fn mutate(value: &mut Value, rng: &mut Rng) {
    let mut pointers = Vec::new();
    walk(value, String::new(), &mut pointers);
    let at = rng.choice(&pointers).unwrap().clone();
    let other = rng.choice(&pointers).unwrap();
    let copy = value.pointer(other).unwrap().clone();
    let reference = json!({ "$ref": format!("#{other}") });
    if size(value) > 100_000 {
        return;
    }
    let target = value.pointer_mut(&at).unwrap();
    let old = target.take();
    *target = match rng.u8(..12) {
        0 => copy,
        1 => reference,
        2 => json!({ "allOf": [old, reference] }),
        3 => json!({ "anyOf": [old, { "type": "null" }] }),
        4 => json!({ "oneOf": [old, copy] }),
        5 => json!([old]),
        6 => json!({ *rng.choice(KEYS).unwrap(): old }),
        7 => json!({ "type": "array", "items": old }),
        8 => json!({ "type": "object", "properties": { "a": old, "A": reference } }),
        9 => match old {
            Value::Object(mut fields) => {
                fields.insert(rng.choice(KEYS).unwrap().to_string(), copy);
                fields.into()
            }
            _ => Value::Null,
        },
        10 => match old {
            Value::Object(mut fields) => {
                let key = fields.keys().nth(rng.usize(..fields.len().max(1))).cloned();
                let removed = key.and_then(|key| fields.remove(&key)).unwrap_or_default();
                fields.insert(rng.choice(KEYS).unwrap().to_string(), removed);
                fields.into()
            }
            old => old,
        },
        _ => rng
            .choice([
                json!(null),
                json!(true),
                json!(""),
                json!(-7),
                json!(1.5),
                json!([]),
                json!({}),
                json!("{a/"),
            ])
            .unwrap(),
    };
}

fn walk(value: &Value, at: String, pointers: &mut Vec<String>) {
    let key = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| walk(value, key(name), pointers))
        }
        Value::Array(entries) => {
            entries
                .iter()
                .enumerate()
                .for_each(|(index, value)| walk(value, key(&index.to_string()), pointers));
        }
        _ => {}
    }
    pointers.push(at);
}

/// A document whose only response is the component `S0`.
fn document(schemas: impl IntoIterator<Item = (String, Value)>) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/S0" });
    let content = json!({ "application/json": { "schema": schema } });
    let body = json!({ "required": true, "content": content });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/pets": { "post": {
            "operationId": "add_pet",
            "requestBody": body,
            "responses": { "200": { "description": "", "content": content } },
        } } },
        "components": { "schemas": serde_json::Map::from_iter(schemas) },
    })
}

fn reference(number: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{number}") })
}

#[test]
fn cycles_and_chains_of_schemas_end() {
    let object = |field: Value| json!({ "type": "object", "properties": { "a": field } });
    type OfNext = fn(Value) -> Value;
    let of_next: [(&str, OfNext); 10] = [
        ("references", |next| next),
        (
            "allOf",
            |next| json!({ "allOf": [next, { "type": "object", "properties": { "b": {} } }] }),
        ),
        ("allOf alone", |next| json!({ "allOf": [next] })),
        ("anyOf with null", |next| json!({ "anyOf": [next, { "type": "null" }] })),
        ("oneOf", |next| json!({ "oneOf": [next, { "type": "string" }] })),
        ("items", |next| json!({ "type": "array", "items": next })),
        ("values", |next| json!({ "type": "object", "additionalProperties": next })),
        ("fields", |next| json!({ "type": "object", "properties": { "a": next } })),
        ("unions of arrays", |next| {
            json!({ "oneOf": [
                { "type": "array", "items": { "oneOf": [next, { "type": "boolean" }] } },
                { "type": "integer" },
            ] })
        }),
        ("unions beside properties", |next| {
            json!({
                "type": ["object", "array", "string"],
                "properties": { "b": {} },
                "oneOf": [next, { "type": "array", "items": next }],
            })
        }),
    ];
    for (name, of_next) in of_next {
        for length in [1, 2, 3, 1000] {
            let schemas = |end: Value| {
                let of = move |number: usize| match number + 1 {
                    next if next == length => end.clone(),
                    next => of_next(reference(next)),
                };
                document((0..length).map(|number| (format!("S{number}"), of(number))))
            };
            for value in [schemas(of_next(reference(0))), schemas(object(json!({})))] {
                let name = format!("{name} of {length}");
                let lower = move || lower(&Document::new("pets.yaml", value)).unwrap();
                let lowered = on_a_small_stack(&name, lower);
                if length < 10 {
                    assert_eq!(generates(&lowered), Ok(()), "{name}: {:#}", lowered.value());
                }
            }
        }
    }
}

#[test]
fn combinations_of_schemas_do_not_multiply() {
    // Combining any two schemas combines their fields, and so on: ever more sets of schemas.
    let fields = |number: usize, count: usize| {
        let field =
            |other: usize| (format!("f{other}"), reference((number * 7 + other * 3) % count));
        let properties = serde_json::Map::from_iter((0..4).map(field));
        json!({ "type": "object", "properties": properties })
    };
    let count = 60;
    let mut schemas: Vec<_> =
        (0..count).map(|number| (format!("S{number}"), fields(number, count))).collect();
    let all = (1..count).map(reference).collect::<Vec<_>>();
    schemas[0].1 = json!({ "allOf": all });
    let lower = || lower(&Document::new("pets.yaml", document(schemas))).unwrap();
    let lowered = on_a_small_stack("combinations", lower);
    assert!(size(lowered.value()) < 20_000_000);
}
