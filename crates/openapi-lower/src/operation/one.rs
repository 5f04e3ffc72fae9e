//! One operation.

use serde_json::{Map, Value};

use crate::names;
use crate::operation::obstacle::Obstacle;
use crate::operation::operations::Operations;
use crate::operation::path::{Operation, template};
use crate::report::Code;

/// The keys of an operation that change what is sent: a misspelled one must not pass as unknown.
const PARTS: &[&str] =
    &["operationId", "parameters", "requestBody", "responses", "deprecated", "security"];

impl<'a> Operations<'a> {
    /// The path and the lowered operation, or why it cannot be generated. Nothing of it is lowered
    /// before that is known.
    pub(super) fn operation(
        &mut self,
        operation: &Operation<'a>,
    ) -> Result<(String, Value), Obstacle<'a>> {
        let Operation { method, path, item, node } = operation;
        if matches!(*method, "options" | "trace") {
            return Err(Obstacle::new(
                &node.at,
                Code::Method,
                "progenitor does not send this method",
            ));
        }
        self.one_base_url(operation)?;
        let in_path =
            template(path).map_err(|why| Obstacle::new(&item.at, Code::PathTemplate, why))?;
        for (key, node) in node.fields() {
            if let Some(known) = names::meant(key, PARTS).filter(|known| *known != key) {
                let why = format!("unknown key `{key}`; did you mean `{known}`?");
                return Err(Obstacle::new(&node.at, Code::Misspelled, why));
            }
        }
        let body = match node.get("requestBody").filter(|body| !body.value.is_null()) {
            Some(body) => self.body(&body)?,
            None => None,
        };
        let parameters = self.parameters(operation, &in_path)?;
        let parameters = self.with_arguments(parameters, body.as_ref())?;
        if path.contains('#') {
            let what = "the part after `#` is not sent: an HTTP request has no fragment";
            self.original.relax(&item.at, Code::Fragment, what);
        }

        let id = self.operation_id(operation);
        self.origins.insert(id.clone(), node.at.to_string());
        let mut out = Map::from_iter([("operationId".to_owned(), Value::from(id.as_str()))]);
        let mut path = (*path).to_owned();
        for parameter in &parameters {
            if let Some(name) = parameter.renamed() {
                path = path.replace(&format!("{{{}}}", parameter.name), &format!("{{{name}}}"));
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
        self.documentation(&mut out, operation);
        out.insert("responses".to_owned(), self.responses(operation, &id));
        Ok((path, Value::Object(out)))
    }

    /// The keys that document the operation, and those that have no effect.
    fn documentation(&self, out: &mut Map<String, Value>, operation: &Operation<'a>) {
        for (key, node) in operation.node.fields() {
            match key {
                "operationId" | "parameters" | "requestBody" | "responses" => {}
                "summary" | "description" => self.original.keep_text(out, key, &node),
                "deprecated" => match node.value {
                    Value::Bool(deprecated) => {
                        drop(out.insert(key.to_owned(), (*deprecated).into()))
                    }
                    _ => self.original.malformed(&node),
                },
                "tags" => {
                    let tags = self.original.entries(&node);
                    let tags: Vec<_> = tags.filter_map(|tag| tag.text()).collect();
                    out.insert(key.to_owned(), tags.into());
                }
                "security" => self.original.security(&node),
                "servers" => {}
                "callbacks" => {
                    self.original.relax(
                        &node.at,
                        Code::NotGenerated,
                        "not generated: the service makes these calls",
                    );
                }
                "externalDocs" => {}
                key if key.starts_with("x-") => {}
                key => self.original.unknown(key, &node.at),
            }
        }
    }
}
