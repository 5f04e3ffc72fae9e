//! The document itself: its version, its name, and the list of its parts.

use serde_json::{Map, Value, json};

use crate::lower::{Lowering, MAX_DEPTH, Version};
use crate::names;
use crate::node::Node;
use crate::schema::object;

/// The keys of a document that a misspelt one may be meant for.
const PARTS: &[&str] = &["paths", "components", "info", "openapi", "webhooks"];

/// Where OpenAPI's own dialect of JSON Schema is, and the one that it is based on.
const DIALECTS: &[&str] =
    &["https://spec.openapis.org/oas/3.1/dialect/", "https://json-schema.org/draft/2020-12/schema"];

impl<'a> Lowering<'a> {
    /// The whole new document.
    pub(super) fn document(&mut self) -> Value {
        let root = self.root;
        if !self.understood(&root) {
            return Value::Null;
        }
        self.name_components();
        self.find_answers();
        let mut out = Map::from_iter([
            ("openapi".to_owned(), Value::from("3.0.3")),
            ("info".to_owned(), self.info(&root)),
            ("paths".to_owned(), json!({})),
        ]);
        for (key, node) in root.fields() {
            match key {
                "openapi" | "info" => {}
                "paths" if node.value.is_null() => {}
                "paths" if !node.value.is_object() => {
                    self.refuse(&node.at, "not an object", "write its paths out");
                }
                "paths" => drop(out.insert(key.to_owned(), self.paths(&node))),
                "components" => self.component_groups(&node),
                "security" => self.security(&node),
                // Documentation: progenitor takes the base URL from the caller.
                "servers" | "tags" | "externalDocs" => {}
                key if key.starts_with("x-") => {}
                "webhooks" => self.relax(&node.at, "not generated: the service makes these calls"),
                "jsonSchemaDialect" => self.dialect(&node),
                key => match names::misspelt(key, PARTS) {
                    Some(known) => self.refuse(
                        &node.at,
                        format!("`{key}` is not a key that is known here"),
                        format!("write `{known}`, or remove it in the overlay"),
                    ),
                    None => self.unknown(key, &node.at),
                },
            }
        }
        self.lower_wanted();
        let schemas = std::mem::take(&mut self.schemas);
        out.insert("components".to_owned(), object([("schemas", schemas.into())]));
        Value::Object(out)
    }

    fn understood(&mut self, root: &Node<'a>) -> bool {
        let version = root.get("openapi").and_then(|version| version.text()).unwrap_or_default();
        match version.rsplit_once('.') {
            Some(("3.0", _)) => self.version = Version::V3_0,
            Some(("3.1", _)) => self.version = Version::V3_1,
            _ => {
                let what = "not an OpenAPI document of version 3.1 or 3.0";
                self.refuse(&root.at, what, "begin it with `openapi: 3.1.0`");
                return false;
            }
        }
        if let Some(at) = self.tree.deeper_than(MAX_DEPTH) {
            let what = format!("more than {MAX_DEPTH} levels deep");
            self.refuse(&at, what, "move inner schemas to components");
            return false;
        }
        true
    }

    /// 3.1 has other keywords than its own when a document says so.
    fn dialect(&mut self, node: &Node<'a>) {
        let known = |text: &str| DIALECTS.iter().any(|dialect| text.starts_with(dialect));
        if !node.text().is_some_and(known) {
            self.refuse(
                &node.at,
                "another dialect of JSON Schema gives keywords another meaning",
                "remove it in the overlay if the schemas are plain OpenAPI",
            );
        }
    }

    fn info(&mut self, root: &Node<'a>) -> Value {
        let mut out = Map::from_iter(["title", "version"].map(|key| (key.to_owned(), "".into())));
        let Some(info) = root.get("info") else {
            self.relax(&root.at, "`info` is missing: the title and the version are empty");
            return Value::Object(out);
        };
        for (key, node) in self.fields(&info) {
            match key {
                // YAML reads `version: 1.0` as a number.
                "title" | "version" if node.value.is_number() => {
                    out.insert(key.to_owned(), node.value.to_string().into());
                }
                "title" | "version" | "description" => self.keep_text(&mut out, key, &node),
                "summary" | "termsOfService" | "contact" | "license" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        Value::Object(out)
    }

    /// The groups of `components`. What can be referred to is lowered where it is.
    fn component_groups(&mut self, components: &Node<'a>) {
        for (key, node) in self.fields(components) {
            match key {
                "schemas" | "responses" | "requestBodies" => drop(self.fields(&node)),
                "securitySchemes" => {
                    for (_, scheme) in self.fields(&node) {
                        self.relax(&scheme.at, UNSENT);
                    }
                }
                // What is referred to is looked at there.
                "parameters" | "headers" | "examples" | "links" | "callbacks" | "pathItems" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
    }

    /// progenitor ignores `security`, wherever it stands.
    pub(super) fn security(&mut self, security: &Node<'a>) {
        if self.entries(security).len() > 0 {
            self.relax(&security.at, UNSENT);
        }
    }
}

const UNSENT: &str = "not generated: send the credentials in `ClientHooks`";
