//! The state of building operations.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::component::Components;
use crate::names::{self, UniqueNames};
use crate::operation::obstacle::Obstacle;
use crate::operation::path::{METHODS, Operation};
use crate::original::Original;
use crate::report::Code;
use crate::tree::Node;

/// Builds the operations of the new document.
pub(crate) struct Operations<'a> {
    pub(super) original: Original<'a>,
    pub(crate) components: Components<'a>,
    /// The methods of the generated client.
    methods: UniqueNames,
    /// The pointer to the original of each operation, by its id.
    pub(crate) origins: BTreeMap<String, String>,
}

/// What a generated client has anyway: methods, fields and hooks.
const RESERVED: &[&str] =
    &["new", "new_with_client", "api_version", "baseurl", "client", "inner", "pre", "post", "exec"];

impl<'a> Operations<'a> {
    pub(crate) fn new(original: &Original<'a>, components: Components<'a>) -> Self {
        let (original, methods) = (original.clone(), UniqueNames::without(RESERVED));
        Self { original, components, methods, origins: BTreeMap::new() }
    }

    pub(crate) fn paths(&mut self, paths: &Node<'a>) -> Value {
        let mut out = Map::new();
        let mut operations = Vec::new();
        for (path, node) in paths.fields().filter(|(path, _)| !path.starts_with("x-")) {
            match self.path_item(path, &node) {
                Ok(found) => operations.extend(found),
                Err(obstacle) => self.leave_out(path.to_owned(), obstacle),
            }
        }
        // Operations with a name of their own keep it, wherever they stand.
        operations.sort_by_key(|operation| !operation.is_named());
        for operation in operations {
            let Operation { method, path, .. } = operation;
            match self.operation(&operation) {
                Ok((path, lowered)) => {
                    let item = out.entry(path).or_insert_with(|| json!({}));
                    item[method] = lowered;
                }
                Err(obstacle) => {
                    self.leave_out(format!("{} {path}", method.to_uppercase()), obstacle);
                }
            }
        }
        Value::Object(out)
    }

    /// The operations of a path.
    fn path_item(
        &mut self,
        path: &'a str,
        item: &Node<'a>,
    ) -> Result<Vec<Operation<'a>>, Obstacle<'a>> {
        let item = self
            .original
            .resolve(item)
            .map_err(|why| Obstacle::new(&item.at, Code::NoTarget, why))?;
        let mut operations = Vec::new();
        for (key, node) in self.original.fields(&item) {
            match key {
                _ if METHODS.contains(&key) && node.value.is_object() => {
                    operations.push(Operation { method: key, path, item, node });
                }
                "summary" | "description" | "parameters" | "servers" => {}
                "query" if node.value.is_object() => self.new_method("QUERY", path, &node),
                "additionalOperations" => {
                    for (method, node) in self.original.fields(&node) {
                        self.new_method(method, path, &node);
                    }
                }
                key if key.starts_with("x-") => {}
                key => match names::meant(&key.to_ascii_lowercase(), METHODS) {
                    Some(_) => self.leave_out(
                        format!("{key} {path}"),
                        Obstacle::new(
                            &node.at,
                            Code::Misspelled,
                            format!("`{key}` is not a method, or its value is malformed"),
                        ),
                    ),
                    None => self.original.unknown(key, &node.at),
                },
            }
        }
        Ok(operations)
    }

    fn new_method(&self, method: &str, path: &str, node: &Node<'a>) {
        let why = "progenitor does not send this method, which is new in OpenAPI 3.2";
        self.leave_out(format!("{method} {path}"), Obstacle::new(&node.at, Code::Method, why));
    }

    /// Checks that an operation is sent to a server of the document: a caller gives the client one
    /// base URL, and credentials for it.
    pub(super) fn one_base_url(&self, operation: &Operation<'a>) -> Result<(), Obstacle<'a>> {
        let servers =
            |node: &Node<'a>| node.get("servers").filter(|servers| servers.entries().len() > 0);
        let own = servers(&operation.node).or_else(|| servers(&operation.item));
        let Some(own) = own else { return Ok(()) };
        let all = servers(&self.original.root);
        let is_known = |server: &Node<'a>| {
            let url = |server: &Node<'a>| Some(server.get("url")?.value);
            all.iter().flat_map(Node::entries).any(|known| url(&known) == url(server))
        };
        if own.entries().all(|server| is_known(&server)) {
            self.original.relax(
                &own.at,
                Code::ServerIgnored,
                "not generated: the client has one base URL",
            );
            return Ok(());
        }
        let why = "it has its own `servers`, and would be sent to the base URL of the client";
        Err(Obstacle::new(&own.at, Code::OwnServer, why))
    }

    fn leave_out(&self, operation: String, obstacle: Obstacle<'a>) {
        let Obstacle { at, code, why } = obstacle;
        self.original.leave_out(operation, &at, code, why);
    }

    /// The name of the method, after which its types and builders are called as well.
    pub(super) fn operation_id(&mut self, operation: &Operation<'a>) -> String {
        let Operation { method, path, node, .. } = operation;
        let id = node.get("operationId");
        let wanted = match id.as_ref().and_then(Node::text).filter(|text| !text.is_empty()) {
            Some(text) => text.to_owned(),
            None => {
                let words = path.replace(|c: char| !c.is_alphanumeric(), "_");
                names::snake(&format!("{method}_{words}"))
            }
        };
        let name = self.methods.take(&wanted);
        let at = id.as_ref().map_or(&node.at, |id| &id.at);
        if id.is_none() {
            self.original.relax(
                at,
                Code::Renamed,
                format!("named `{name}`: it has no `operationId`"),
            );
        } else if name != wanted {
            let what = format!("renamed to `{name}`: the client already has a method `{wanted}`");
            self.original.relax(at, Code::Renamed, what);
        }
        name
    }
}
