//! Operations.

use serde_json::{Map, Value};

use crate::lower::Lowering;
use crate::lower::path::{Obstacle, template};
use crate::names;
use crate::node::Node;

/// What a generated client has anyway, its fields and hooks included.
const ANYWAY: &[&str] =
    &["new", "new_with_client", "api_version", "baseurl", "client", "inner", "pre", "post", "exec"];

/// The keys of an operation that a misspelt one may be meant for.
const PARTS: &[&str] =
    &["operationId", "parameters", "requestBody", "responses", "deprecated", "security"];

impl<'a> Lowering<'a> {
    /// The operation, and its path, or why it cannot be generated. Whether it can is found out
    /// before anything of it is lowered.
    pub(super) fn operation(
        &mut self,
        method: &str,
        path: &'a str,
        item: &Node<'a>,
        operation: &Node<'a>,
    ) -> Result<(String, Value), Obstacle<'a>> {
        if matches!(method, "options" | "trace") {
            return Err(Obstacle::new(&operation.at, "reqwest has no function for this method"));
        }
        let names = template(path).map_err(|why| Obstacle::new(&item.at, why))?;
        for (key, node) in operation.fields() {
            if let Some(known) = names::misspelt(key, PARTS).filter(|known| *known != key) {
                let why = format!("`{key}` is not a key that is known here: `{known}` is one");
                return Err(Obstacle::new(&node.at, why));
            }
        }
        let body = match operation.get("requestBody").filter(|body| !body.value.is_null()) {
            Some(body) => self.body(&body)?,
            None => None,
        };
        let parameters = self.parameters(item, operation, &names, body.is_some())?;
        if path.contains('#') {
            self.relax(&item.at, "what is after `#` is not sent: HTTP has no place for it");
        }

        let id = self.operation_id(method, path, operation);
        self.origins.insert(id.clone(), operation.at.to_string());
        let mut out = Map::from_iter([("operationId".to_owned(), Value::from(id.as_str()))]);
        let mut path = path.to_owned();
        for parameter in &parameters {
            if let Some(name) = parameter.renamed() {
                path = path.replace(&format!("{{{}}}", parameter.name()), &format!("{{{name}}}"));
            }
        }
        if !parameters.is_empty() {
            let lowered: Vec<_> =
                parameters.iter().map(|parameter| self.parameter(parameter, &id)).collect();
            out.insert("parameters".to_owned(), lowered.into());
        }
        if let Some(body) = body {
            out.insert("requestBody".to_owned(), self.request_body(body, &id));
        }
        for (key, node) in operation.fields() {
            match key {
                "operationId" | "parameters" | "requestBody" | "responses" => {}
                "summary" | "description" => self.keep_text(&mut out, key, &node),
                "deprecated" => match node.value {
                    Value::Bool(deprecated) => {
                        drop(out.insert(key.to_owned(), (*deprecated).into()))
                    }
                    _ => self.malformed(&node),
                },
                "tags" => {
                    let tags = self.entries(&node);
                    let tags: Vec<_> = tags.filter_map(|tag| tag.text()).collect();
                    out.insert(key.to_owned(), tags.into());
                }
                "security" => self.security(&node),
                "servers" => self.servers(&node),
                "callbacks" => self.relax(&node.at, "not generated: the service makes these calls"),
                "externalDocs" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        out.insert("responses".to_owned(), self.responses(method, operation, &id));
        Ok((path, Value::Object(out)))
    }

    /// The name that everything of the operation is called after.
    fn operation_id(&mut self, method: &str, path: &str, operation: &Node<'a>) -> String {
        if self.methods.is_empty() {
            ANYWAY.iter().for_each(|name| drop(self.methods.take(name)));
        }
        let id = operation.get("operationId");
        let wanted = match id.as_ref().and_then(Node::text).filter(|text| !text.is_empty()) {
            Some(text) => text.to_owned(),
            None => {
                let words = path.replace(|c: char| !c.is_alphanumeric(), "_");
                names::snake(&format!("{method}_{words}"))
            }
        };
        // Types and builders are called after it as well, and `a_1` and `a1` both make `A1`.
        let name = self.methods.take(&wanted);
        let at = id.as_ref().map_or(&operation.at, |id| &id.at);
        if id.is_none() {
            self.relax(at, format!("called `{name}`: it has no `operationId`"));
        } else if name != wanted {
            let what = format!("called `{name}`: the client has a method `{wanted}` already");
            self.relax(at, what);
        }
        name
    }
}
