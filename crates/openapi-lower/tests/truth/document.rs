//! The schemas of a document, and random values of each.

use std::collections::BTreeSet;

use fastrand::Rng;
use heck::ToPascalCase;
use jsonschema::Validator;
use openapi_lower::{Dependency, Lowered, Spec, lower};
use progenitor::{GenerationSettings, Generator};
use serde_json::{Value, json};
use syn::Item;

use crate::instance::Instances;

/// A document, and what is tried of it.
pub(crate) struct Subjects {
    pub(crate) name: String,
    /// The code of the generated types.
    pub(crate) types: String,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) subjects: Vec<Subject>,
}

/// A schema that became a type.
pub(crate) struct Subject {
    pub(crate) type_name: String,
    /// The place of the schema in the original.
    pub(crate) pointer: String,
    /// Some request holds it.
    pub(crate) sent: bool,
    pub(crate) validator: Validator,
    pub(crate) values: Vec<Value>,
}

/// One value of one schema.
pub(crate) struct Case<'d> {
    pub(crate) subject: &'d Subject,
    pub(crate) value: &'d Value,
}

impl Subjects {
    pub(crate) fn of(spec: &Spec, values: usize) -> Self {
        let document = spec.read().unwrap();
        let lowered = lower(&document).unwrap();
        let types = types(&lowered);
        let names: BTreeSet<_> = types.iter().filter_map(name).collect();
        let sent = sent(lowered.value());
        let mut instances = Instances { document: document.value(), rng: Rng::with_seed(1) };
        let mut subjects = Vec::new();
        for name in lowered.value()["components"]["schemas"].as_object().unwrap().keys() {
            let type_name = name.to_pascal_case();
            let Some(pointer) = lowered.origin(name).filter(|_| names.contains(&type_name)) else {
                continue;
            };
            let Some(schema) = document.value().pointer(pointer) else { continue };
            let Some(validator) = validator(document.value(), pointer) else { continue };
            // Null is part of the references to a type, not of the type.
            let tries = (0..values * 3).filter_map(|_| instances.of(schema, 0));
            let values: Vec<_> =
                tries.filter(|it| !it.is_null() && validator.is_valid(it)).take(values).collect();
            let sent = sent.contains(name);
            let pointer = pointer.to_owned();
            subjects.push(Subject { type_name, pointer, sent, validator, values });
        }
        let file = syn::File { shebang: None, attrs: Vec::new(), items: types };
        let dependencies = lowered.dependencies();
        Self { name: spec.module(), types: prettyplease::unparse(&file), dependencies, subjects }
    }

    pub(crate) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.subjects
            .iter()
            .flat_map(|subject| subject.values.iter().map(move |value| Case { subject, value }))
    }
}

/// The items of the module of types that progenitor generates.
fn types(lowered: &Lowered) -> Vec<Item> {
    let settings = GenerationSettings::new();
    let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api)).unwrap();
    let items = syn::parse2::<syn::File>(code).unwrap().items.into_iter();
    let types = items.filter_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content,
        _ => None,
    });
    types.flat_map(|(_, items)| items).collect()
}

fn name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// The component schemas that request bodies refer to, themselves or through others.
fn sent(lowered: &Value) -> BTreeSet<String> {
    let operations = lowered["paths"].as_object().into_iter().flatten();
    let operations = operations.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let mut open: Vec<_> = operations.map(|(_, operation)| &operation["requestBody"]).collect();
    let mut sent = BTreeSet::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let reference = fields.get("$ref").and_then(Value::as_str);
                if let Some(name) = reference.and_then(|text| text.rsplit('/').next())
                    && sent.insert(name.to_owned())
                {
                    open.push(&lowered["components"]["schemas"][name]);
                }
                open.extend(fields.values());
            }
            Value::Array(entries) => open.extend(entries),
            _ => {}
        }
    }
    sent
}

/// The validator of the schema at a place of the original document, if the schema is valid itself.
fn validator(document: &Value, pointer: &str) -> Option<Validator> {
    let escaped = pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D");
    let mut root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#{escaped}"),
    });
    for key in ["components", "paths"] {
        root[key] = document[key].clone();
    }
    jsonschema::draft202012::new(&root).ok()
}
