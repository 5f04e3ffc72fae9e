//! The parameters of an operation.

use serde_json::{Map, Value};

use crate::operation::obstacle::Obstacle;
use crate::operation::operations::Operations;
use crate::operation::path::Operation;
use crate::report::Code;
use crate::tree::Node;

/// Where a parameter is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
}

/// A parameter that can be generated.
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    renamed: Option<String>,
    pub(super) location: Location,
    pub(super) required: bool,
    /// What describes it, unless only the path names it.
    pub(super) node: Option<Node<'a>>,
}

/// Headers that OpenAPI says are not parameters.
const NOT_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

impl Parameter<'_> {
    pub(super) fn is_in(&self, location: Location) -> bool {
        self.location == location
    }

    /// Another name for the argument, which a path does not send.
    pub(super) fn renamed(&self) -> Option<&str> {
        self.renamed.as_deref()
    }

    pub(super) fn rename(&mut self, name: &str) {
        self.renamed = Some(name.to_owned());
    }
}

impl<'a> Operations<'a> {
    /// The parameters of an operation and of its path that can be sent.
    pub(super) fn parameters(
        &mut self,
        operation: &Operation<'a>,
        in_path: &[&'a str],
    ) -> Result<Vec<Parameter<'a>>, Obstacle<'a>> {
        let mut found = Vec::<Parameter<'a>>::new();
        let lists = [operation.item.get("parameters"), operation.node.get("parameters")];
        for node in lists.iter().flatten().flat_map(Node::entries) {
            let node = self
                .original
                .resolve(&node)
                .map_err(|why| Obstacle::new(&node.at, Code::NoTarget, why))?;
            let Some(parameter) = self.described(&node)? else { continue };
            // A parameter of the operation replaces that of the path.
            found.retain(|other| {
                (other.name, other.location) != (parameter.name, parameter.location)
            });
            found.push(parameter);
        }
        let surplus = |parameter: &Parameter<'_>| {
            parameter.is_in(Location::Path) && !in_path.contains(&parameter.name)
        };
        for node in found.iter().filter(|it| surplus(it)).filter_map(|it| it.node.as_ref()) {
            self.original.relax(
                &node.at,
                Code::ParameterNotSent,
                "not sent: the path does not contain it",
            );
        }
        found.retain(|parameter| !surplus(parameter));
        for name in in_path {
            let is_it = |other: &Parameter<'_>| other.is_in(Location::Path) && other.name == *name;
            if !found.iter().any(is_it) {
                let what = format!("`{name}` in the path is not described: any text is accepted");
                self.original.relax(&operation.node.at, Code::ParameterUntyped, what);
                let location = Location::Path;
                found.push(Parameter { name, renamed: None, location, required: true, node: None });
            }
        }
        let mut sendable = Vec::new();
        for parameter in found {
            match self.sendable(&parameter) {
                Ok(()) => sendable.push(parameter),
                Err(why) => self.not_sent(&parameter, Code::ParameterStyle, why)?,
            }
        }
        Ok(sendable)
    }

    /// The parameter that a node describes, if it is one.
    fn described(&mut self, node: &Node<'a>) -> Result<Option<Parameter<'a>>, Obstacle<'a>> {
        let text = |key| node.get(key).and_then(|node| node.text());
        let Some(name) = text("name").filter(|name| !name.is_empty()) else {
            return Err(Obstacle::new(
                &node.at,
                Code::MalformedParameter,
                "a parameter has no name",
            ));
        };
        let required = node.get("required").is_some_and(|required| required.is_true());
        let (location, required) = match text("in").unwrap_or_default() {
            "path" => (Location::Path, true),
            "query" => (Location::Query, required),
            "header" if NOT_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) => {
                self.original.relax(
                    &node.at,
                    Code::ParameterNotSent,
                    "ignored, as OpenAPI requires for this header",
                );
                return Ok(None);
            }
            "header" if !is_header(name) => {
                return Err(Obstacle::new(
                    &node.at,
                    Code::MalformedParameter,
                    "not a valid header name",
                ));
            }
            "header" => (Location::Header, required),
            "cookie" if required => {
                return Err(Obstacle::new(
                    &node.at,
                    Code::RequiredCookie,
                    "a required cookie cannot be sent",
                ));
            }
            "querystring" if required => {
                let why = "a parameter in `querystring` is new in OpenAPI 3.2";
                return Err(Obstacle::new(&node.at, Code::NewIn32, why));
            }
            "querystring" => {
                let what = "not sent: a parameter in `querystring` is new in OpenAPI 3.2";
                self.original.relax(&node.at, Code::ParameterNotSent, what);
                return Ok(None);
            }
            "cookie" => {
                self.original.relax(
                    &node.at,
                    Code::ParameterNotSent,
                    "not sent: cookies are not supported",
                );
                return Ok(None);
            }
            other => {
                let why = format!("a parameter in `{other}` cannot be sent");
                return Err(Obstacle::new(&node.at, Code::MalformedParameter, why));
            }
        };
        Ok(Some(Parameter { name, renamed: None, location, required, node: Some(*node) }))
    }

    /// Leaves a parameter out, or the operation if the parameter is required.
    pub(super) fn not_sent(
        &mut self,
        parameter: &Parameter<'a>,
        code: Code,
        why: impl std::fmt::Display,
    ) -> Result<(), Obstacle<'a>> {
        let Some(node) = &parameter.node else { return Ok(()) };
        if parameter.required {
            let why = format!("the required parameter `{}` cannot be sent: {why}", parameter.name);
            return Err(Obstacle::new(&node.at, code, why));
        }
        self.original.relax(&node.at, Code::ParameterNotSent, format!("not sent: {why}"));
        Ok(())
    }

    /// The parameter in the new document.
    pub(super) fn parameter(&mut self, parameter: &Parameter<'a>, operation: &str) -> Value {
        let location = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
        };
        let name = parameter.renamed().unwrap_or(parameter.name);
        let mut out = Map::from_iter([
            ("name".to_owned(), Value::from(name)),
            ("in".to_owned(), location.into()),
            ("required".to_owned(), parameter.required.into()),
        ]);
        for (key, node) in parameter.node.iter().flat_map(Node::fields) {
            match key {
                "name" | "in" | "required" | "schema" | "content" | "style" | "explode" => {}
                "description" => self.original.keep_text(&mut out, key, &node),
                "allowReserved" if node.is_true() => {
                    let what = "reserved characters are still escaped";
                    self.original.relax(&node.at, Code::ReservedEscaped, what);
                }
                "deprecated" | "example" | "examples" | "allowEmptyValue" | "allowReserved" => {}
                key if key.starts_with("x-") => {}
                key => self.original.unknown(key, &node.at),
            }
        }
        let schema = match &parameter.node {
            Some(node) => self.parameter_schema(parameter, node, operation),
            None => self.text(parameter),
        };
        out.insert("schema".to_owned(), schema);
        Value::Object(out)
    }
}

/// True when HTTP allows a header of this name.
fn is_header(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
