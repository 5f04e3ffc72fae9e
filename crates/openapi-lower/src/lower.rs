//! The way through a document: what is built, and from what.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Display;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::lower::components::Component;
use crate::lowered::Lowered;
use crate::names::TypeNames;
use crate::node::{Node, Pointer};
use crate::problem::{Problem, Problems};
use crate::report::Report;

mod components;
mod operation;
mod reach;
mod request;
mod responses;
mod root;

/// Deeper than any document is, and far from what overflows a stack.
const MAX_DEPTH: usize = 128;

/// Lowers an OpenAPI 3.1 document to the 3.0 that progenitor generates a client from.
///
/// ```
/// # fn main() -> Result<(), openapi_lower::Problems> {
/// use openapi_lower::{Document, lower};
/// use serde_json::json;
///
/// let pets = Document::new("pets.json", json!({
///     "openapi": "3.1.0",
///     "info": { "title": "Pets", "version": "1" },
///     "paths": { "/pets": { "get": {
///         "operationId": "list_pets",
///         "responses": {
///             "200": { "description": "all", "content": { "application/json": { "schema": {
///                 "type": "array", "items": { "type": "string", "minLength": 1 }
///             } } } }
///         }
///     } } }
/// }));
/// let lowered = lower(&pets)?;
/// assert_eq!(lowered.value()["openapi"], "3.0.3");
/// assert!(lowered.report().to_string().contains("`minLength` is not checked"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the document says something that the client could not honour. All such places are
/// reported, not only the first.
pub fn lower(document: &Document) -> Result<Lowered, Problems> {
    let mut lowering = Lowering {
        file: document.file(),
        root: Node::root(document.value()),
        version: Version::V3_1,
        problems: Vec::new(),
        report: Report::default(),
        types: TypeNames::default(),
        components: BTreeMap::new(),
        answers: BTreeSet::new(),
        wanted: VecDeque::new(),
        schemas: Map::new(),
    };
    let value = lowering.document();
    let Lowering { problems, mut report, .. } = lowering;
    Problems::none(problems)?;
    report.sort();
    Ok(Lowered { file: document.file().to_owned(), value, report })
}

/// The version of the original: the same keyword can mean two things.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V3_0,
    V3_1,
}

/// A document being lowered: the original, and what is built from it.
///
/// A new document is built, never the old one patched: what this crate does not know cannot
/// slip through. Each part of the original has a method, spread over the modules below and
/// [`schema`](crate::schema).
pub(crate) struct Lowering<'a> {
    file: &'a Path,
    root: Node<'a>,
    pub(crate) version: Version,
    problems: Vec<Problem>,
    report: Report,
    /// The Rust types that there will be.
    pub(crate) types: TypeNames,
    /// The component schemas of the original by name.
    components: BTreeMap<&'a str, Component<'a>>,
    /// The component schemas that some answer uses.
    answers: BTreeSet<&'a str>,
    /// The component schemas that were referred to and are still to be lowered.
    wanted: VecDeque<&'a str>,
    /// The schemas of the new document.
    schemas: Map<String, Value>,
}

impl<'a> Lowering<'a> {
    /// Refuses something. Lowering goes on, to find all there is to refuse.
    pub(crate) fn refuse(&mut self, at: &Pointer, what: impl Display, fix: impl Display) {
        self.problems.push(Problem::new(self.file, at, what, fix));
    }

    /// Refuses a key that nothing is known about.
    pub(crate) fn unknown(&mut self, key: &str, at: &Pointer) {
        self.refuse(at, format!("`{key}` is not a key that is known here"), "correct or remove it");
    }

    /// Refuses something for a key that is not there.
    pub(crate) fn missing(&mut self, key: &str, within: &Node<'a>) {
        self.refuse(&within.at, format!("`{key}` is missing"), "add it in the overlay");
    }

    /// Notes something that the new document leaves out or says more loosely.
    pub(crate) fn relax(&mut self, at: &Pointer, what: impl Display) {
        self.report.add(at, what);
    }

    /// The fields of what must be an object.
    pub(crate) fn fields(&mut self, node: &Node<'a>) -> Vec<(&'a str, Node<'a>)> {
        if !node.value.is_object() {
            self.refuse(&node.at, "not an object", "write its fields out, or remove it");
        }
        node.fields()
    }

    /// The entries of what must be a list.
    pub(crate) fn entries(&mut self, node: &Node<'a>) -> Vec<Node<'a>> {
        if !node.value.is_array() {
            self.refuse(&node.at, "not a list", "write its entries out, or remove it");
        }
        node.entries()
    }

    /// What must be text; empty when it is not.
    pub(crate) fn text(&mut self, node: &Node<'a>) -> &'a str {
        let text = node.value.as_str();
        if text.is_none() {
            self.refuse(&node.at, "not text", "put it in quotes");
        }
        text.unwrap_or_default()
    }

    /// Keeps a field that must be text.
    pub(crate) fn keep_text(&mut self, out: &mut Map<String, Value>, key: &str, node: &Node<'a>) {
        out.insert(key.to_owned(), self.text(node).into());
    }

    /// Adds a schema to the new document, and refers to it.
    pub(crate) fn hoist(&mut self, name: &str, schema: Value) -> Value {
        self.schemas.insert(name.to_owned(), schema);
        reference_to(name)
    }
}

/// A reference to a schema of the new document.
fn reference_to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
