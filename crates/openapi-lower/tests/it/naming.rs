//! Two different schemas never become one type.

use std::collections::BTreeMap;

use fastrand::Rng;
use openapi_lower::{Document, lower};
use progenitor::{GenerationSettings, Generator};
use serde_json::{Value, json};
use syn::{Fields, Item};

use crate::full;

const NAMES: &[&str] = &["pet", "Pet", "owner", "pet_owner", "petOwner", "PetOwner", "200", "body"];

/// Names of fields, no two of which make the same Rust field.
const FIELDS: &[&str] = &["pet", "owner", "petOwner", "200", "body"];

/// A nested schema, from few names and titles, so that they clash. Each object has a field that no
/// other has, which identifies its type.
fn schema(rng: &mut Rng, depth: usize, marks: &mut Vec<String>) -> Value {
    if depth == 0 {
        return json!({ "type": "string" });
    }
    let mark = format!("mark{}", marks.len());
    marks.push(mark.clone());
    let mut properties = json!({ mark: { "type": "integer" } });
    for _ in 0..rng.usize(1..4) {
        let inner = schema(rng, depth - 1, marks);
        properties[*rng.choice(FIELDS).unwrap()] = match rng.u8(..4) {
            0 => json!({ "type": "array", "items": inner }),
            1 => json!({ "anyOf": [inner, { "type": "null" }] }),
            2 => json!({ "type": "object", "additionalProperties": inner }),
            _ => inner,
        };
    }
    json!({ "title": rng.choice(NAMES), "type": "object", "properties": properties })
}

#[test]
fn schemas_whose_names_and_titles_clash_stay_apart() {
    let seeds = if full() { 60 } else { 6 };
    for seed in 0..seeds {
        let mut rng = Rng::with_seed(seed);
        let mut marks = Vec::new();
        let content = |schema| json!({ "application/json": { "schema": schema } });
        let mut paths = json!({});
        for index in 0..3 {
            let mut response = || json!({ "content": content(schema(&mut rng, 3, &mut marks)) });
            let responses = json!({ "200": response(), "400": response(), "409": response() });
            let body = json!({ "required": true, "content": response()["content"] });
            let name = NAMES[index];
            paths[format!("/{index}")] = json!({ "post": { "operationId": name, "requestBody": body, "responses": responses } });
        }
        let mut schemas = json!({});
        for name in ["Pet", "pet", "PetOwner", "Pet200", "pet_200", "PetBody"] {
            schemas[name] = schema(&mut rng, 2, &mut marks);
            paths[format!("/of/{name}")]["get"] = json!({ "responses": { "200": {
                "content": content(json!({ "$ref": format!("#/components/schemas/{name}") }))
            } } });
        }
        let value = json!({
            "openapi": "3.1.0",
            "info": { "title": "Pets", "version": "1" },
            "paths": paths,
            "components": { "schemas": schemas },
        });
        let lowered = lower(&Document::new("pets.yaml", value.clone())).unwrap();
        let settings = GenerationSettings::new();
        let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api)).unwrap();
        let structs = structs(&syn::parse2(code).unwrap());
        // A property may be generated twice under one name: the marks of the first are gone.
        let text = value.to_string();
        for mark in marks.iter().filter(|mark| text.contains(&format!("\"{mark}\""))) {
            let owners: Vec<_> =
                structs.iter().filter(|(_, fields)| fields.contains(mark)).collect();
            assert_eq!(owners.len(), 1, "{seed}: {mark} is a field of {owners:?}");
        }
        let several = structs.iter().find(|(_, fields)| {
            fields.iter().filter(|field| field.starts_with("mark")).count() > 1
        });
        assert_eq!(several, None, "{seed}");
    }
}

/// The fields of each type.
fn structs(file: &syn::File) -> BTreeMap<String, Vec<String>> {
    let types = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let mut structs = BTreeMap::new();
    for item in &types.unwrap().1 {
        if let Item::Struct(found) = item
            && let Fields::Named(fields) = &found.fields
        {
            let names = fields.named.iter().map(|field| field.ident.as_ref().unwrap().to_string());
            let before = structs.insert(found.ident.to_string(), names.collect());
            assert_eq!(before, None);
        }
    }
    structs
}
