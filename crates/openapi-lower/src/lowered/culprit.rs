//! Which part of a document a generator fails on, found by running it on parts.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::lowered::guard::Failure;

/// A schema or an operation that a generator fails on.
pub(super) struct Culprit {
    pub(super) name: String,
    pub(super) failure: Failure,
}

/// The schemas that fail by themselves, or else the operations that do.
pub(super) fn find(document: &Value, failure: impl Fn(&Value) -> Option<Failure>) -> Vec<Culprit> {
    let schemas = &document["components"]["schemas"];
    if failure(&part(document, Map::new(), schemas.clone())).is_some() {
        return failing_schemas(document, failure);
    }
    let mut culprits = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let kept = only(schemas, &reach(document, None, operation));
            let item = json!({ method.as_str(): operation });
            let paths = Map::from_iter([(path.clone(), item)]);
            if let Some(failure) = failure(&part(document, paths, kept)) {
                let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
                culprits.push(Culprit { name, failure });
            }
        }
    }
    culprits
}

fn failing_schemas(document: &Value, failure: impl Fn(&Value) -> Option<Failure>) -> Vec<Culprit> {
    let schemas = &document["components"]["schemas"];
    let mut culprits = Vec::new();
    let mut failing = Vec::new();
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        let reached = reach(document, Some(name), schema);
        if let Some(failure) = failure(&part(document, Map::new(), only(schemas, &reached))) {
            culprits.push(Culprit { name: name.clone(), failure });
            failing.push(reached);
        }
    }
    // Whatever refers to a failing schema fails, too: blame the smallest.
    let is_smallest = |reached: &BTreeSet<String>| {
        !failing.iter().any(|other| other.len() < reached.len() && other.is_subset(reached))
    };
    let both = culprits.into_iter().zip(&failing);
    both.filter(|(_, reached)| is_smallest(reached)).map(|(culprit, _)| culprit).collect()
}

fn part(document: &Value, paths: Map<String, Value>, schemas: Value) -> Value {
    json!({
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn only(schemas: &Value, names: &BTreeSet<String>) -> Value {
    let schemas = schemas.as_object().into_iter().flatten();
    let kept = schemas.filter(|(name, _)| names.contains(*name));
    kept.map(|(name, schema)| (name.clone(), schema.clone())).collect::<Map<_, _>>().into()
}

/// The names of the schemas that a value refers to, itself or through others, and its own.
fn reach(document: &Value, own_name: Option<&String>, value: &Value) -> BTreeSet<String> {
    let mut reached: BTreeSet<_> = own_name.into_iter().cloned().collect();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let name = fields.get("$ref").and_then(Value::as_str);
                if let Some(name) = name.and_then(|name| name.rsplit('/').next())
                    && reached.insert(name.to_owned())
                {
                    open.push(&document["components"]["schemas"][name]);
                }
                open.extend(fields.values());
            }
            Value::Array(entries) => open.extend(entries),
            _ => {}
        }
    }
    reached
}
