//! The way through a document: what is built, and from what.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt::Display;
use std::path::Path;

use serde_json::{Map, Value};

use crate::document::Document;
use crate::id::{IdMap, IdSet};
use crate::lower::components::Components;
use crate::lowered::Lowered;
use crate::names::TypeNames;
use crate::node::Node;
use crate::problem::{Problem, Problems};
use crate::report::Notes;
use crate::schema::{Tags, TypeKey, Wanted, reference_to};
use crate::tree::{Pointer, Tree};

mod components;
mod operation;
mod parameter;
mod path;
mod reach;
mod request;
mod responses;
mod root;
mod style;

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
    let tree = Tree::of(document.value());
    let mut lowering = Lowering {
        file: document.file(),
        tree: &tree,
        root: tree.root(),
        version: Version::V3_1,
        problems: Vec::new(),
        notes: Notes::default(),
        types: TypeNames::of_types(),
        methods: TypeNames::default(),
        components: Components::default(),
        answers: IdSet::default(),
        tags: Tags::default(),
        queued: IdSet::default(),
        wanted: VecDeque::new(),
        made: HashMap::new(),
        reduced: IdMap::default(),
        combined: 0,
        depth: 0,
        defaults: HashSet::new(),
        any_value: None,
        schemas: Map::new(),
        origins: BTreeMap::new(),
    };
    let value = lowering.document();
    let Lowering { problems, notes, origins, .. } = lowering;
    Problems::none(problems)?;
    Ok(Lowered { file: document.file().to_owned(), value, report: notes.report(), origins })
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
    tree: &'a Tree<'a>,
    pub(crate) root: Node<'a>,
    pub(crate) version: Version,
    problems: Vec<Problem>,
    notes: Notes<'a>,
    /// The Rust types that there will be.
    pub(crate) types: TypeNames,
    /// The methods of the client that there will be.
    methods: TypeNames,
    pub(crate) components: Components<'a>,
    /// The schemas that some answer refers to.
    pub(crate) answers: IdSet,
    pub(crate) tags: Tags<'a>,
    /// The schemas that were wanted at some time.
    queued: IdSet,
    /// The types that were referred to and are still to be described.
    pub(crate) wanted: VecDeque<Wanted<'a>>,
    /// The types that schemas in place have made, and whether these allow null.
    pub(crate) made: HashMap<TypeKey, (String, bool)>,
    /// Where schemas lead that are another one, and whether null is allowed on the way.
    pub(crate) reduced: IdMap<(Option<Node<'a>>, bool)>,
    /// How many schemas there are in types that are made of several.
    pub(crate) combined: usize,
    /// How many schemas the one that is described is within.
    pub(crate) depth: usize,
    /// The functions that typify makes for defaults.
    pub(crate) defaults: HashSet<String>,
    /// The type of any value, if one is needed.
    pub(crate) any_value: Option<String>,
    /// The schemas of the new document.
    schemas: Map<String, Value>,
    /// Where the schemas and operations of the new document come from.
    pub(crate) origins: BTreeMap<String, String>,
}

impl<'a> Lowering<'a> {
    /// Refuses something. Lowering goes on, to find all there is to refuse.
    pub(crate) fn refuse(&mut self, at: &Pointer<'a>, what: impl Display, fix: impl Display) {
        self.problems.push(Problem::new(self.file, at, what, fix));
    }

    /// Notes something that the new document leaves out or says more loosely.
    pub(crate) fn relax(&mut self, at: &Pointer<'a>, what: impl Into<Cow<'static, str>>) {
        self.notes.relax(*at, what);
    }

    /// Notes a key that nothing is known about.
    pub(crate) fn unknown(&mut self, key: &str, at: &Pointer<'a>) {
        self.relax(at, format!("`{key}` is not a key that is known here, and left out"));
    }

    /// The fields of what must be an object. Unless there are none, it must be one.
    pub(crate) fn fields(
        &mut self,
        node: &Node<'a>,
    ) -> impl ExactSizeIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        if !node.value.is_object() {
            self.malformed(node);
        }
        node.fields()
    }

    /// The entries of what must be a list.
    pub(crate) fn entries(
        &mut self,
        node: &Node<'a>,
    ) -> impl ExactSizeIterator<Item = Node<'a>> + use<'a> {
        if !node.value.is_array() {
            self.malformed(node);
        }
        node.entries()
    }

    /// Keeps a field that must be text.
    pub(crate) fn keep_text(&mut self, out: &mut Map<String, Value>, key: &str, node: &Node<'a>) {
        match node.text() {
            Some(text) => drop(out.insert(key.to_owned(), text.into())),
            None => self.malformed(node),
        }
    }

    /// Adds a schema to the new document, and refers to it.
    pub(crate) fn hoist(&mut self, name: &str, schema: Value) -> Value {
        self.schemas.insert(name.to_owned(), schema);
        reference_to(name, false)
    }
}
