//! The state of building components.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use crate::component::place::Direction;
use crate::component::queue::Queue;
use crate::component::value::reference_to;
use crate::names::UniqueNames;
use crate::original::Original;
use crate::schema::{Schemas, Tags};
use crate::tree::{Id, Node};

/// Builds the component schemas of the new document.
pub(crate) struct Components<'a> {
    pub(crate) original: Original<'a>,
    pub(crate) schemas: Schemas<'a>,
    /// For each schema that others refer to, where its values travel.
    pub(super) directions: HashMap<Id, Direction>,
    pub(super) tags: Tags<'a>,
    pub(super) naming: Naming,
    pub(super) queue: Queue<'a>,
    /// The types made of schemas in place.
    pub(super) made: HashMap<TypeKey, Made>,
    pub(super) size: Size,
    /// The functions that typify makes for defaults.
    pub(super) defaults: HashSet<String>,
    /// The name of the type of any value, once one is needed.
    pub(super) any_value: Option<String>,
    /// The name of the type of text in a path, once one is needed.
    pub(super) path_text: Option<String>,
    pub(super) output: Output,
}

/// The names given so far.
pub(super) struct Naming {
    pub(super) types: UniqueNames,
    pub(super) named: HashMap<Id, Named>,
}

/// A schema that others refer to.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) null: Option<Null>,
}

/// Whether a schema allows null.
#[derive(Clone, Copy)]
pub(super) struct Null {
    /// It says so.
    pub(super) said: bool,
    /// It does not name its type, so that strictly it allows null as well.
    pub(super) assumed: bool,
}

/// Types that generated code refers to by these names.
const RESERVED: &[&str] = &["Default", "String", "Some", "None", "Ok", "Err"];

impl Default for Naming {
    fn default() -> Self {
        Self { types: UniqueNames::without(RESERVED), named: HashMap::new() }
    }
}

/// What was built.
#[derive(Default)]
pub(crate) struct Output {
    pub(crate) schemas: Map<String, Value>,
    /// The pointer to the original of each schema, by name.
    pub(crate) origins: BTreeMap<String, String>,
}

/// What makes a type in place: the schemas it is made of, and where its values travel.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct TypeKey {
    pub(super) schemas: Vec<Id>,
    pub(super) direction: Direction,
}

/// A type made of schemas in place.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) allows_null: bool,
}

/// How much was built, to bound it.
#[derive(Default)]
pub(super) struct Size {
    /// The schemas in types that are composed of several.
    pub(super) combined: usize,
    /// The schemas around the one being described.
    pub(super) depth: usize,
}

impl<'a> Components<'a> {
    pub(crate) fn new(original: &Original<'a>) -> Self {
        Self {
            original: original.clone(),
            schemas: Schemas::new(original.clone()),
            directions: HashMap::new(),
            tags: Tags::default(),
            naming: Naming::default(),
            queue: Queue::default(),
            made: HashMap::new(),
            size: Size::default(),
            defaults: HashSet::new(),
            any_value: None,
            path_text: None,
            output: Output::default(),
        }
    }

    /// Notes that values of a schema travel in this direction, in addition to others.
    pub(crate) fn travels(&mut self, schema: &Node<'a>, direction: Direction) {
        let known = self.directions.entry(schema.id()).or_insert(direction);
        if *known != direction {
            *known = Direction::Both;
        }
    }

    /// True for a schema that something in a response refers to.
    pub(crate) fn is_read(&self, schema: &Node<'a>) -> bool {
        self.directions.get(&schema.id()).is_some_and(|direction| direction.is_read())
    }

    /// Finds the properties that tell the branches of a union apart by their values.
    pub(crate) fn find_tags(&mut self, union: &Node<'a>) {
        self.schemas.find_tags(union, &mut self.tags);
    }

    /// Adds a schema to the new document, and refers to it.
    pub(crate) fn hoist(&mut self, name: &str, schema: Value) -> Value {
        self.output.schemas.insert(name.to_owned(), schema);
        reference_to(name, false)
    }

    /// Builds everything that is still wanted, and returns the result.
    pub(crate) fn finish(mut self) -> Output {
        while let Some(wanted) = self.queue.next() {
            let lowered = self.definition(&wanted);
            if let [schema] = &wanted.schemas[..] {
                self.output.origins.insert(wanted.name.clone(), schema.at.to_string());
            }
            self.hoist(&wanted.name, lowered);
        }
        self.note_unused();
        self.output
    }
}
