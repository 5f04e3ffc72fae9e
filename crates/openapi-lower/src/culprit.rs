//! What a generator fails on: it is run on parts of the document.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The schemas that fail by themselves, or else the operations; each by its name, with its error.
pub(crate) fn find(
    document: &Value,
    failure: impl Fn(&Value) -> Option<String>,
) -> Vec<(String, String)> {
    let all = &document["components"]["schemas"];
    let schemas = || all.as_object().into_iter().flatten();
    if failure(&part(document, Map::new(), all.clone())).is_some() {
        // Whatever refers to one that fails does too; the smallest are to blame.
        let mut failed = Vec::<(BTreeSet<String>, String, String)>::new();
        for (name, schema) in schemas() {
            let reached = reach(document, [name.as_str()], schema);
            let kept = schemas().filter(|(name, _)| reached.contains(*name));
            let kept: Map<_, _> =
                kept.map(|(name, schema)| (name.clone(), schema.clone())).collect();
            if let Some(error) = failure(&part(document, Map::new(), kept.into())) {
                failed.push((reached, name.clone(), error));
            }
        }
        let reached: Vec<_> = failed.iter().map(|(reached, ..)| reached.clone()).collect();
        failed.retain(|(names, ..)| {
            !reached.iter().any(|other| other.len() < names.len() && other.is_subset(names))
        });
        return failed.into_iter().map(|(_, name, error)| (name, error)).collect();
    }
    let mut failed = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let reached = reach(document, [], operation);
            let kept = schemas().filter(|(name, _)| reached.contains(*name));
            let kept: Map<_, _> =
                kept.map(|(name, schema)| (name.clone(), schema.clone())).collect();
            let item = json!({ method.as_str(): operation });
            let paths = Map::from_iter([(path.clone(), item)]);
            if let Some(error) = failure(&part(document, paths, kept.into())) {
                let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
                failed.push((name, error));
            }
        }
    }
    failed
}

fn part(document: &Value, paths: Map<String, Value>, schemas: Value) -> Value {
    json!({
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// The names of the schemas that a value refers to, itself or through others.
fn reach<'n>(
    document: &Value,
    names: impl IntoIterator<Item = &'n str>,
    value: &Value,
) -> BTreeSet<String> {
    let mut reached: BTreeSet<_> = names.into_iter().map(str::to_owned).collect();
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
