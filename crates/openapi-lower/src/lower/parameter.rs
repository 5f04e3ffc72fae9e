//! The parameters of an operation.
//!
//! progenitor makes an argument of each, called by its name, so two of one name are one argument;
//! which is why some are left out. What is sent for those that remain is what the document says.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::lower::path::Obstacle;
use crate::names;
use crate::node::Node;

/// Where a parameter is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    Path,
    Query,
    Header,
}

/// A parameter that can be generated.
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    renamed: Option<String>,
    pub(super) to: Where,
    required: bool,
    /// What describes it, unless only the path names it.
    pub(super) node: Option<Node<'a>>,
}

/// Arguments and methods that generated code has anyway.
const ANYWAY: &[&str] = &["send", "new", "stream", "body_map", "header_map"];

/// Headers that OpenAPI says are no parameters.
const NO_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

impl<'a> Parameter<'a> {
    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// Another name for the argument, where the path may say so: it is not sent.
    pub(super) fn renamed(&self) -> Option<&str> {
        self.renamed.as_deref()
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn parameters(
        &mut self,
        item: &Node<'a>,
        operation: &Node<'a>,
        in_path: &[&'a str],
        body: bool,
    ) -> Result<Vec<Parameter<'a>>, Obstacle<'a>> {
        let mut found = Vec::<Parameter<'a>>::new();
        let lists = [item.get("parameters"), operation.get("parameters")];
        for node in lists.iter().flatten().flat_map(Node::entries) {
            let node = self.resolve(&node).map_err(|why| Obstacle::new(&node.at, why))?;
            let Some(parameter) = self.described(&node)? else { continue };
            // An operation says it again, over the path.
            found.retain(|other| (other.name, other.to) != (parameter.name, parameter.to));
            found.push(parameter);
        }
        let surplus = |parameter: &Parameter<'_>| {
            parameter.to == Where::Path && !in_path.contains(&parameter.name)
        };
        for parameter in found.iter().filter(|parameter| surplus(parameter)) {
            if let Some(node) = &parameter.node {
                self.relax(&node.at, "left out: it is not in the path");
            }
        }
        found.retain(|parameter| !surplus(parameter));
        for name in in_path {
            let is_it = |other: &Parameter<'_>| other.to == Where::Path && other.name == *name;
            if !found.iter().any(is_it) {
                let what = format!("`{name}` in the path is not described: any text is sent");
                self.relax(&operation.at, what);
                let to = Where::Path;
                found.push(Parameter { name, renamed: None, to, required: true, node: None });
            }
        }
        let mut sendable = Vec::new();
        for parameter in found {
            match self.sendable(&parameter) {
                Ok(()) => sendable.push(parameter),
                Err(why) => self.not_sent(parameter, why)?,
            }
        }
        self.with_names(sendable, body)
    }

    /// What describes a parameter; nothing for one that is none.
    fn described(&mut self, node: &Node<'a>) -> Result<Option<Parameter<'a>>, Obstacle<'a>> {
        let text = |key| node.get(key).and_then(|node| node.text());
        let Some(name) = text("name").filter(|name| !name.is_empty()) else {
            return Err(Obstacle::new(&node.at, "a parameter has no name"));
        };
        let required = node.get("required").is_some_and(|required| required.value == true);
        let (to, required) = match text("in").unwrap_or_default() {
            "path" => (Where::Path, true),
            "query" => (Where::Query, required),
            "header" if NO_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) => {
                self.relax(&node.at, "left out: OpenAPI says it is no parameter");
                return Ok(None);
            }
            "header" if !is_header(name) => {
                return Err(Obstacle::new(&node.at, "a header cannot be called so"));
            }
            "header" => (Where::Header, required),
            "cookie" if required => {
                return Err(Obstacle::new(&node.at, "a cookie is required, and cannot be sent"));
            }
            "cookie" => {
                self.relax(&node.at, "left out: a cookie cannot be sent");
                return Ok(None);
            }
            other => {
                let why = format!("a parameter in `{other}` cannot be sent");
                return Err(Obstacle::new(&node.at, why));
            }
        };
        let node = Some(*node);
        Ok(Some(Parameter { name, renamed: None, to, required, node }))
    }

    /// Leaves a parameter out, which nothing is lost by if it need not be there.
    fn not_sent(
        &mut self,
        parameter: Parameter<'a>,
        why: impl Into<String>,
    ) -> Result<(), Obstacle<'a>> {
        let Some(node) = parameter.node else { return Ok(()) };
        let why = why.into();
        if parameter.required {
            let why = format!("the parameter `{}` is required, and {why}", parameter.name);
            return Err(Obstacle::new(&node.at, why));
        }
        self.relax(&node.at, format!("left out, and never sent: {why}"));
        Ok(())
    }

    /// Gives each an argument of its own: first those that must be there.
    fn with_names(
        &mut self,
        mut parameters: Vec<Parameter<'a>>,
        body: bool,
    ) -> Result<Vec<Parameter<'a>>, Obstacle<'a>> {
        parameters.sort_by_key(|parameter| (!parameter.required, parameter.to == Where::Path));
        let mut taken: BTreeSet<_> = ANYWAY.iter().map(|name| (*name).to_owned()).collect();
        if body {
            taken.insert("body".to_owned());
        }
        let mut named = Vec::new();
        for mut parameter in parameters {
            let mut argument = names::snake(parameter.name);
            if parameter.to == Where::Path {
                let mut number = 1u32;
                while taken.contains(&argument) {
                    argument = names::snake(&format!("{}_in_path{number}", parameter.name));
                    parameter.renamed = Some(argument.clone());
                    number += 1;
                }
            }
            if taken.insert(argument.clone()) {
                named.push(parameter);
            } else {
                self.not_sent(parameter, format!("another one makes the argument `{argument}`"))?;
            }
        }
        Ok(named)
    }

    /// The parameter in the new document.
    pub(super) fn parameter(&mut self, parameter: &Parameter<'a>, operation: &str) -> Value {
        let to = match parameter.to {
            Where::Path => "path",
            Where::Query => "query",
            Where::Header => "header",
        };
        let name = parameter.renamed().unwrap_or(parameter.name);
        let mut out = Map::from_iter([
            ("name".to_owned(), Value::from(name)),
            ("in".to_owned(), to.into()),
            ("required".to_owned(), parameter.required.into()),
        ]);
        for (key, node) in parameter.node.iter().flat_map(Node::fields) {
            match key {
                "name" | "in" | "required" | "schema" | "content" | "style" | "explode" => {}
                "description" => self.keep_text(&mut out, key, &node),
                "allowReserved" if node.value == true => {
                    self.relax(&node.at, "reserved characters are sent escaped all the same");
                }
                "deprecated" | "example" | "examples" | "allowEmptyValue" | "allowReserved" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        let schema = match &parameter.node {
            Some(_) => self.parameter_schema(parameter, operation),
            None => json!({ "type": "string" }),
        };
        out.insert("schema".to_owned(), schema);
        Value::Object(out)
    }
}

/// True when HTTP has such a header.
fn is_header(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
