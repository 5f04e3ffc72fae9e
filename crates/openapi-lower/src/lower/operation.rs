//! Paths and their operations.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;

/// The methods of a generated client: those it has anyway, and those of the operations so far.
struct Methods(BTreeSet<String>);

/// What a generated client has anyway, its fields and hooks included.
const ANYWAY: &[&str] =
    &["new", "new_with_client", "api_version", "baseurl", "client", "inner", "pre", "post", "exec"];

impl<'a> Lowering<'a> {
    pub(super) fn paths(&mut self, paths: &Node<'a>) -> Value {
        let mut methods = Methods(ANYWAY.iter().map(|name| names::pascal(name)).collect());
        let mut out = Map::new();
        for (path, node) in self.fields(paths) {
            if path.starts_with("x-") {
                continue;
            }
            if path.contains(['{', '}']) {
                let fix = "remove the path in the overlay";
                self.refuse(&node.at, "path parameters are not supported yet", fix);
            }
            // progenitor builds the URL from the path as it stands, or almost so.
            if !path.starts_with('/') || path.contains("//") || path.contains('#') {
                let fix = "correct the path in the overlay";
                self.refuse(&node.at, "requests would go to another path", fix);
            }
            out.insert(path.to_owned(), self.path_item(&node, &mut methods));
        }
        Value::Object(out)
    }

    fn path_item(&mut self, item: &Node<'a>, methods: &mut Methods) -> Value {
        let mut out = Map::new();
        for (key, node) in self.fields(item) {
            match key {
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" => {
                    out.insert(key.to_owned(), self.operation(&node, methods));
                }
                "summary" | "description" => {}
                "parameters" => self.parameters(&node),
                "servers" => self.servers(&node),
                "$ref" => {
                    let fix = "write the path out in the overlay";
                    self.refuse(&node.at, "the path is described elsewhere", fix);
                }
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        Value::Object(out)
    }

    fn operation(&mut self, operation: &Node<'a>, methods: &mut Methods) -> Value {
        let id = self.operation_id(operation, methods);
        let mut out = Map::new();
        for (key, node) in self.fields(operation) {
            match key {
                "operationId" | "summary" | "description" => self.keep_text(&mut out, key, &node),
                "deprecated" => match node.value {
                    Value::Bool(deprecated) => {
                        drop(out.insert(key.to_owned(), (*deprecated).into()))
                    }
                    _ => self.refuse(&node.at, "neither true nor false", "write `true`"),
                },
                "tags" => {
                    let tags = self.entries(&node);
                    let tags: Vec<_> = tags.iter().map(|tag| self.text(tag)).collect();
                    out.insert(key.to_owned(), tags.into());
                }
                "parameters" => self.parameters(&node),
                "requestBody" => {
                    if let Some(body) = self.request_body(&node, id) {
                        out.insert(key.to_owned(), body);
                    }
                }
                "responses" => drop(out.insert(key.to_owned(), self.responses(&node, id))),
                "security" => self.security(&node),
                "servers" => self.servers(&node),
                "callbacks" => self.relax(&node.at, "not generated: the service makes these calls"),
                "externalDocs" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        if operation.get("responses").is_none() {
            self.missing("responses", operation);
        }
        Value::Object(out)
    }

    /// The name that everything of the operation is called after.
    fn operation_id(&mut self, operation: &Node<'a>, methods: &mut Methods) -> &'a str {
        let id = operation.get("operationId");
        let text = id.as_ref().and_then(|id| id.text()).unwrap_or_default();
        let Some(id) = id.filter(|_| !text.is_empty()) else {
            let fix = "add an operationId in the overlay";
            self.refuse(&operation.at, "the operation has no `operationId`", fix);
            return text;
        };
        // Types and builders are called after it as well, and `a_1` and `a1` both make `A1`.
        if !methods.0.insert(names::pascal(text)) {
            let what = format!("the client has a method `{}` already", names::snake(text));
            self.refuse(&id.at, what, "give it another operationId in the overlay");
        }
        text
    }

    fn parameters(&mut self, parameters: &Node<'a>) {
        for parameter in self.entries(parameters) {
            let fix = "remove the operation in the overlay";
            self.refuse(&parameter.at, "parameters are not supported yet", fix);
        }
    }

    fn servers(&mut self, servers: &Node<'a>) {
        self.relax(&servers.at, "not generated: the client has one base URL");
    }
}
