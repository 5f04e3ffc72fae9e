//! The document itself: its version, its name, and the list of its parts.

use serde_json::{Map, Value, json};

use crate::lower::{Lowering, MAX_DEPTH, Version};
use crate::node::Node;

impl<'a> Lowering<'a> {
    /// The whole new document.
    pub(super) fn document(&mut self) -> Value {
        let root = self.root.clone();
        if !self.understood(&root) {
            return Value::Null;
        }
        self.name_components();
        self.find_answers();
        let mut out = Map::from_iter([("openapi".to_owned(), Value::from("3.0.3"))]);
        for (key, node) in root.fields() {
            match key {
                "openapi" => {}
                "info" => drop(out.insert(key.to_owned(), self.info(&node))),
                "paths" => drop(out.insert(key.to_owned(), self.paths(&node))),
                "components" => self.component_groups(&node),
                "security" => self.security(&node),
                // Documentation: progenitor takes the base URL from the caller.
                "servers" | "tags" | "externalDocs" => {}
                key if key.starts_with("x-") => {}
                "webhooks" => self.refuse(
                    &node.at,
                    "webhooks are calls that the service makes, and a client makes none of them",
                    "remove them in the overlay",
                ),
                "jsonSchemaDialect" => self.refuse(
                    &node.at,
                    "another dialect of JSON Schema gives keywords another meaning",
                    "remove it in the overlay if the schemas are plain OpenAPI",
                ),
                key => self.unknown(key, &node.at),
            }
        }
        for key in ["info", "paths"] {
            if root.get(key).is_none() {
                self.missing(key, &root);
            }
        }
        self.lower_wanted();
        let schemas = std::mem::take(&mut self.schemas);
        out.insert("components".to_owned(), json!({ "schemas": schemas }));
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
        if let Some(at) = root.deeper_than(MAX_DEPTH) {
            let what = format!("more than {MAX_DEPTH} levels deep");
            self.refuse(&at, what, "move inner schemas to components");
            return false;
        }
        true
    }

    fn info(&mut self, info: &Node<'a>) -> Value {
        let mut out = Map::new();
        for (key, node) in self.fields(info) {
            match key {
                "title" | "version" | "description" => self.keep_text(&mut out, key, &node),
                "summary" | "termsOfService" | "contact" | "license" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        for key in ["title", "version"] {
            if info.get(key).is_none() {
                self.missing(key, info);
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
                // References to these are refused, so nothing is lost.
                "parameters" | "headers" | "examples" | "links" | "callbacks" | "pathItems" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
    }

    /// progenitor ignores `security`, wherever it stands.
    pub(super) fn security(&mut self, security: &Node<'a>) {
        if !self.entries(security).is_empty() {
            self.relax(&security.at, UNSENT);
        }
    }
}

const UNSENT: &str = "not generated: send the credentials in `ClientHooks`";
