//! The schemas of a document, and random values of each.

use std::collections::BTreeSet;

use fastrand::Rng;
use heck::ToPascalCase;
use jsonschema::{Draft, Registry, Validator};
use openapi_lower::{Dependency, Lowered, Spec, lower};
use progenitor::{GenerationSettings, Generator};
use serde_json::{Value, json};
use syn::Item;

use crate::instance::Instances;
use crate::items::{name, needed};

/// What the validator calls a document.
const DOCUMENT: &str = "urn:document";

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
    /// It holds a union, of which a caller chooses a branch. Reading JSON takes the first that fits.
    pub(crate) chooses: bool,
    pub(crate) validator: Validator,
    pub(crate) values: Vec<Value>,
}

/// One value of one schema.
pub(crate) struct Case<'d> {
    pub(crate) subject: &'d Subject,
    pub(crate) value: &'d Value,
}

impl Subjects {
    /// Values of some schemas of a document.
    pub(crate) fn of(spec: &Spec, values: usize, schemas: usize) -> Self {
        let document = spec.read().unwrap();
        let lowered = lower(&document).unwrap();
        let types = types(&lowered);
        let names: BTreeSet<_> = types.iter().filter_map(name).collect();
        let sent = sent(lowered.value());
        let mut instances = Instances { document: document.value(), rng: Rng::with_seed(1) };
        let registry = Registry::new().add(DOCUMENT, document.value().clone()).unwrap();
        let registry = registry.prepare().unwrap();
        let mut subjects = Vec::new();
        let all = lowered.value()["components"]["schemas"].as_object().unwrap();
        let mut all: Vec<_> = all.keys().collect();
        instances.rng.shuffle(&mut all);
        for name in all {
            if subjects.len() >= schemas {
                break;
            }
            let type_name = name.to_pascal_case();
            let Some(pointer) = lowered.origin(name).filter(|_| names.contains(&type_name)) else {
                continue;
            };
            let Some(schema) = document.value().pointer(pointer) else { continue };
            let Some(validator) = validator(&registry, pointer) else { continue };
            // Null is part of the references to a type, not of the type.
            let tries = (0..values * 3).filter_map(|_| instances.of(schema, 0));
            let values: Vec<_> =
                tries.filter(|it| !it.is_null() && validator.is_valid(it)).take(values).collect();
            if values.is_empty() {
                continue;
            }
            let chooses = sent.contains(name) && has_union(lowered.value(), name);
            let (sent, pointer) = (sent.contains(name), pointer.to_owned());
            subjects.push(Subject { type_name, pointer, sent, chooses, validator, values });
        }
        let wanted = subjects.iter().map(|subject| subject.type_name.clone()).collect();
        let items = needed(types, &wanted);
        let file = syn::File { shebang: None, attrs: Vec::new(), items };
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

/// The component schemas that request bodies refer to, themselves or through others.
fn sent(lowered: &Value) -> BTreeSet<String> {
    let operations = lowered["paths"].as_object().into_iter().flatten();
    let operations = operations.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    reached(lowered, operations.map(|(_, operation)| &operation["requestBody"]).collect())
}

/// True for a schema with a union in it.
fn has_union(lowered: &Value, name: &str) -> bool {
    let schemas = &lowered["components"]["schemas"];
    let inner = reached(lowered, vec![&schemas[name]]);
    let mut all = inner.iter().map(String::as_str).chain([name]);
    all.any(|name| schemas[name].to_string().contains("\"oneOf\""))
}

/// The component schemas that values refer to, themselves or through others.
fn reached<'l>(lowered: &'l Value, mut open: Vec<&'l Value>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let reference = fields.get("$ref").and_then(Value::as_str);
                if let Some(name) = reference.and_then(|text| text.rsplit('/').next())
                    && reached.insert(name.to_owned())
                {
                    open.push(&lowered["components"]["schemas"][name]);
                }
                open.extend(fields.values());
            }
            Value::Array(entries) => open.extend(entries),
            _ => {}
        }
    }
    reached
}

/// The validator of the schema at a place of the original document, if the schema is valid itself.
fn validator(registry: &Registry<'_>, pointer: &str) -> Option<Validator> {
    let escaped = pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D");
    let schema = json!({ "$ref": format!("{DOCUMENT}#{escaped}") });
    let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(registry);
    options.build(&schema).ok()
}
