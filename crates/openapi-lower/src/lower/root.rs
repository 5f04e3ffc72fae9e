//! The document itself: its name, and its parts.

use std::fmt::Display;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::component::{Components, object};
use crate::lower::reach::mark_directions;
use crate::lowered::Lowered;
use crate::names;
use crate::operation::Operations;
use crate::original::{Original, Version};
use crate::problem::{Problem, Problems};
use crate::report::Code;
use crate::tree::{Node, Pointer, Tree};

/// The keys of a document that a misspelled one may be meant for.
const PARTS: &[&str] = &["paths", "components", "info", "openapi", "webhooks"];

/// OpenAPI's own dialect of JSON Schema, and the one that it is based on.
const DIALECTS: &[&str] = &[
    "https://spec.openapis.org/oas/3.1/dialect/",
    "https://spec.openapis.org/oas/3.2/dialect/",
    "https://json-schema.org/draft/2020-12/schema",
];

/// Builds the new document.
pub(super) struct Root<'a> {
    file: &'a Path,
    original: Original<'a>,
    operations: Operations<'a>,
    problems: Vec<Problem>,
}

impl<'a> Root<'a> {
    pub(super) fn new(file: &'a Path, tree: &'a Tree<'a>, version: Version) -> Self {
        let original = Original::new(tree.root().into(), version);
        let operations = Operations::new(&original, Components::new(&original));
        Self { file, original, operations, problems: Vec::new() }
    }

    /// The whole new document, or all problems of the original.
    pub(super) fn lower(mut self) -> Result<Lowered, Problems> {
        let root = self.original.root;
        let components = &mut self.operations.components;
        components.name_all();
        mark_directions(&root, components);
        let mut out = Map::from_iter([
            ("openapi".to_owned(), Value::from("3.0.3")),
            ("info".to_owned(), self.info()),
            ("paths".to_owned(), json!({})),
        ]);
        for (key, node) in root.fields() {
            match key {
                "openapi" | "info" => {}
                "paths" if node.value.is_null() => {}
                "paths" if !node.value.is_object() => {
                    self.refuse(
                        &node.at,
                        "`paths` is not an object",
                        "write the paths as an object",
                    );
                }
                "paths" => {
                    let paths = self.operations.paths(&node);
                    if let Some(first) = self.original.first_left_out().filter(|_| is_empty(&paths))
                    {
                        let what = format!("no operation is left: {}", first.cause());
                        self.refuse(&node.at, what, first.fix());
                    }
                    out.insert(key.to_owned(), paths);
                }
                "components" => self.component_groups(&node),
                "security" => self.original.security(&node),
                // Documentation: progenitor takes the base URL from the caller.
                "servers" | "tags" | "externalDocs" => {}
                key if key.starts_with("x-") => {}
                "webhooks" => {
                    self.original.relax(
                        &node.at,
                        Code::NotGenerated,
                        "not generated: the service makes these calls",
                    );
                }
                "$self" => self.refuse(
                    &node.at,
                    "`$self`, which is new in OpenAPI 3.2, changes what references mean",
                    "remove it in the overlay if references are relative to the file",
                ),
                "jsonSchemaDialect" => self.dialect(&node),
                key => match names::meant(key, PARTS) {
                    Some(known) => self.refuse(
                        &node.at,
                        format!("unknown key `{key}`"),
                        format!("write `{known}`, or remove it in the overlay"),
                    ),
                    None => self.original.unknown(key, &node.at),
                },
            }
        }
        let Operations { components, mut origins, .. } = self.operations;
        let built = components.finish();
        Problems::check(self.problems)?;
        origins.extend(built.origins);
        out.insert("components".to_owned(), object([("schemas", built.schemas.into())]));
        let (file, report) = (self.file.to_owned(), self.original.report());
        Ok(Lowered { file, value: Value::Object(out), report, origins })
    }

    /// Refuses the document. Lowering goes on, to find all problems.
    fn refuse(&mut self, at: &Pointer<'a>, what: impl Display, fix: impl Display) {
        self.problems.push(Problem::new(self.file, at, what, fix));
    }

    /// Refuses another dialect of JSON Schema: its keywords may mean something else.
    fn dialect(&mut self, node: &Node<'a>) {
        let known = |text: &str| DIALECTS.iter().any(|dialect| text.starts_with(dialect));
        if !node.text().is_some_and(known) {
            self.refuse(
                &node.at,
                "an unknown dialect of JSON Schema: its keywords may mean something else",
                "remove it in the overlay if the schemas are plain OpenAPI",
            );
        }
    }

    fn info(&self) -> Value {
        let root = self.original.root;
        let mut out = Map::from_iter(["title", "version"].map(|key| (key.to_owned(), "".into())));
        let Some(info) = root.get("info") else {
            let what = "`info` is missing: the title and the version are empty";
            self.original.relax(&root.at, Code::NoInfo, what);
            return Value::Object(out);
        };
        for (key, node) in self.original.fields(&info) {
            match key {
                // YAML reads `version: 1.0` as a number.
                "title" | "version" if node.value.is_number() => {
                    out.insert(key.to_owned(), node.value.to_string().into());
                }
                "title" | "version" | "description" => {
                    self.original.keep_text(&mut out, key, &node);
                }
                "summary" | "termsOfService" | "contact" | "license" => {}
                key if key.starts_with("x-") => {}
                key => self.original.unknown(key, &node.at),
            }
        }
        Value::Object(out)
    }

    /// The groups of `components`. What can be referred to is lowered where it is used.
    fn component_groups(&self, components: &Node<'a>) {
        for (key, node) in self.original.fields(components) {
            match key {
                "schemas" | "responses" | "requestBodies" => drop(self.original.fields(&node)),
                "securitySchemes" => {
                    for (_, scheme) in self.original.fields(&node) {
                        self.original.unsent_credentials(&scheme.at);
                    }
                }
                "parameters" | "headers" | "examples" | "links" | "callbacks" | "pathItems"
                | "mediaTypes" => {}
                key if key.starts_with("x-") => {}
                key => self.original.unknown(key, &node.at),
            }
        }
    }
}

fn is_empty(paths: &Value) -> bool {
    paths.as_object().is_none_or(Map::is_empty)
}
