//! Paths.

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::tree::Pointer;

/// Why an operation cannot be generated.
pub(super) struct Obstacle<'a> {
    pub(super) at: Pointer<'a>,
    pub(super) why: String,
}

impl<'a> Obstacle<'a> {
    pub(super) fn new(at: &Pointer<'a>, why: impl Into<String>) -> Self {
        Self { at: *at, why: why.into() }
    }
}

/// The operations of a path, as OpenAPI names them.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

impl<'a> Lowering<'a> {
    pub(super) fn paths(&mut self, paths: &Node<'a>) -> Value {
        let mut out = Map::new();
        let mut operations = Vec::new();
        for (path, node) in paths.fields().filter(|(path, _)| !path.starts_with("x-")) {
            match self.path_item(path, &node) {
                Ok(found) => operations.extend(found),
                Err(obstacle) => self.leave_out(path.to_owned(), obstacle),
            }
        }
        // Those that have a name of their own keep it, wherever they stand.
        operations.sort_by_key(|operation| !operation.is_named());
        for operation in operations {
            let Operation { method, path, item, node } = &operation;
            match self.operation(method, path, item, node) {
                Ok((path, lowered)) => {
                    let item = out.entry(path).or_insert_with(|| json!({}));
                    item[*method] = lowered;
                }
                Err(obstacle) => {
                    self.leave_out(format!("{} {path}", method.to_uppercase()), obstacle);
                }
            }
        }
        Value::Object(out)
    }

    fn leave_out(&mut self, operation: String, obstacle: Obstacle<'a>) {
        self.notes.leave_out(operation, obstacle.at, obstacle.why);
    }

    fn path_item(
        &mut self,
        path: &'a str,
        item: &Node<'a>,
    ) -> Result<Vec<Operation<'a>>, Obstacle<'a>> {
        let item = self.resolve(item).map_err(|why| Obstacle::new(&item.at, why))?;
        let mut operations = Vec::new();
        for (key, node) in self.fields(&item) {
            match key {
                _ if METHODS.contains(&key) && node.value.is_object() => {
                    operations.push(Operation { method: key, path, item, node });
                }
                "summary" | "description" | "parameters" => {}
                "servers" => self.servers(&node),
                key if key.starts_with("x-") => {}
                key => match names::misspelt(&key.to_ascii_lowercase(), METHODS) {
                    Some(_) => self.leave_out(
                        format!("{key} {path}"),
                        Obstacle::new(&node.at, format!("`{key}` is not a method, or malformed")),
                    ),
                    None => self.unknown(key, &node.at),
                },
            }
        }
        Ok(operations)
    }

    pub(super) fn servers(&mut self, servers: &Node<'a>) {
        self.relax(&servers.at, "not generated: the client has one base URL");
    }
}

/// An operation of the original.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    item: Node<'a>,
    node: Node<'a>,
}

impl Operation<'_> {
    fn is_named(&self) -> bool {
        self.node.get("operationId").is_some_and(|id| id.text().is_some_and(|id| !id.is_empty()))
    }
}

/// The parameters that a path names, in order, if progenitor would make the URL that it means.
pub(super) fn template(path: &str) -> Result<Vec<&str>, &'static str> {
    // progenitor builds the URL from the path as it stands, or almost so.
    if !path.starts_with('/') {
        return Err("the path does not begin with `/`");
    }
    if path.contains("//") {
        return Err("requests would go to another path: `//` becomes `/`");
    }
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once(['{', '}']) {
        let opened = rest.as_bytes().get(before.len()) == Some(&b'{');
        let Some((name, after)) = after.split_once('}').filter(|_| opened) else {
            return Err("the braces of the path do not match");
        };
        if name.contains(['{', '/']) || name.is_empty() {
            return Err("the braces of the path do not match");
        }
        if path[..path.len() - rest.len() + before.len()].contains(['?', '#']) {
            return Err("a parameter after `?` or `#` is not escaped as it must be there");
        }
        if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    Ok(names)
}
