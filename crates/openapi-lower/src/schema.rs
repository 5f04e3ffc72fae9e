//! Schemas.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::id::Id;
use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::tree::Pointer;

mod form;
mod keyword;
mod kind;
mod known;
mod object;
mod reduce;
mod scalar;
mod shape;
mod union;

pub(crate) use form::Form;
pub(crate) use kind::Kinds;
pub(crate) use shape::Shape;
pub(crate) use union::{Branch, Tags, referred, without_null};

/// Where a schema stands: what its type is called, and which way its values go.
pub(crate) struct Place<'p> {
    /// What it is within. Most schemas make no type, and need no name to be made of all these.
    outer: Option<&'p Place<'p>>,
    name: Cow<'p, str>,
    /// An answer uses it: it must be read whatever it holds.
    pub(crate) answer: bool,
    /// It is a component: others refer to it.
    pub(crate) component: bool,
}

impl<'p> Place<'p> {
    /// A schema of the components. Its name is taken already.
    pub(crate) fn component(name: impl Into<Cow<'p, str>>, answer: bool) -> Self {
        Self { outer: None, name: name.into(), answer, component: true }
    }

    /// A schema within something else, called `name` if it makes a type.
    pub(crate) fn inline(name: impl Into<Cow<'p, str>>, answer: bool) -> Self {
        Self { outer: None, name: name.into(), answer, component: false }
    }

    /// An argument, which has no default, but may be left out.
    pub(crate) fn argument(name: impl Into<Cow<'p, str>>) -> Self {
        Self::component(name, false)
    }

    /// A schema within this one, called as typify would.
    pub(crate) fn inner(&'p self, name: impl Into<Cow<'p, str>>) -> Self {
        Self { outer: Some(self), name: name.into(), answer: self.answer, component: false }
    }

    /// What the type is called, if it makes one.
    pub(crate) fn name(&self) -> String {
        let Some(outer) = self.outer else { return names::pascal(&self.name) };
        let name = format!("{}_{}", outer.name(), names::snake(&self.name));
        names::pascal(names::short(&name))
    }
}

/// What makes a type, told apart from all others: the schemas it is made of, and which way its
/// values go.
pub(crate) type TypeKey = (Vec<Id>, bool);

/// A type that still is to be described.
pub(crate) struct Wanted<'a> {
    pub(crate) name: String,
    pub(crate) schemas: Vec<Node<'a>>,
    pub(crate) answer: bool,
}

/// The most schemas in the types that are made of several, which all apply to one value. Each is a
/// set of schemas, and sets are many.
const MAX_COMBINED: usize = 10_000;

/// The most schemas that are described within each other.
const MAX_NESTED: usize = 32;

impl<'a> Lowering<'a> {
    /// A schema in place. What makes a type becomes a component with a name of its own: typify
    /// would take two types that it gives one name for one type.
    pub(crate) fn schema(&mut self, schema: &Node<'a>, place: &Place<'_>) -> Value {
        self.schemas_in_place(vec![*schema], place)
    }

    /// Several schemas that all apply to one value.
    pub(crate) fn schemas_in_place(&mut self, schemas: Vec<Node<'a>>, place: &Place<'_>) -> Value {
        let (schemas, null) = self.reduce(schemas);
        if let [schema] = &schemas[..]
            && let Some(name) = self.component_name(schema)
        {
            let null = null || self.component_allows_null(schema);
            return reference_to(&name, null);
        }
        let key = (schemas.iter().map(Node::id).collect(), place.answer);
        if let Some((name, allows_null)) = self.made.get(&key) {
            return reference_to(name, null || *allows_null);
        }
        let Some(at) = schemas.first().map(|schema| schema.at) else { return json!({}) };
        let shape = self.shape(&schemas);
        let form = self.form(&shape, place);
        let null = null || shape.allows_null() || form.allows_null;
        if let Form::Same(schema) = form.form {
            let lowered = self.schemas_in_place(schema, place);
            return if null { with_null(lowered) } else { lowered };
        }
        let combined = schemas.len() > 1;
        // Not now, but after what it is within: it may again hold such, as many as there are
        // schemas.
        let later = combined || self.depth > MAX_NESTED;
        let named = form.form.makes_type() || later && form.form.holds_others();
        if !named {
            let lowered = self.describe(form.form, &shape, place);
            return if null { with_null(lowered) } else { lowered };
        }
        if combined {
            if self.combined >= MAX_COMBINED {
                self.relax(&at, "composed of too much: any value is taken");
                return json!({});
            }
            self.combined += schemas.len();
        }
        let name = self.take_name(place, &at);
        self.made.insert(key, (name.clone(), null));
        if later {
            self.wanted.push_back(Wanted { name: name.clone(), schemas, answer: place.answer });
        } else {
            let place = Place::component(&*name, place.answer);
            let lowered = self.describe(form.form, &shape, &place);
            self.hoist(&name, lowered);
        }
        reference_to(&name, null)
    }

    /// What a component says, null left out: that is where it is referred to.
    pub(crate) fn definition(&mut self, wanted: &Wanted<'a>) -> Value {
        let place = Place::component(&*wanted.name, wanted.answer);
        let shape = self.shape(&wanted.schemas);
        let form = self.form(&shape, &place).form;
        match form {
            Form::Same(schemas) => union::without_null(self.schemas_in_place(schemas, &place)),
            form => self.describe(form, &shape, &place),
        }
    }

    /// A name for a schema that stands in place.
    pub(crate) fn take_name(&mut self, place: &Place<'_>, at: &Pointer<'a>) -> String {
        let wanted = place.name();
        let name = self.types.take(&wanted);
        if name != wanted {
            let what = format!("called `{name}`: another schema makes `{wanted}`");
            self.relax(at, what);
        }
        name
    }
}

/// An object of these fields. `json!` would write out and copy the values.
pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// A reference to a schema of the new document.
pub(crate) fn reference_to(name: &str, null: bool) -> Value {
    let reference = object([("$ref", format!("#/components/schemas/{name}").into())]);
    if null { with_null(reference) } else { reference }
}

/// The schema, or null. 3.0 cannot say so beside a reference.
fn with_null(mut schema: Value) -> Value {
    if schema.get("$ref").is_some() {
        return object([("nullable", true.into()), ("allOf", vec![schema].into())]);
    }
    // Any value can be null.
    if let Some(fields) = schema.as_object_mut()
        && ["type", "allOf", "oneOf"].iter().any(|key| fields.contains_key(*key))
    {
        fields.insert("nullable".to_owned(), Value::Bool(true));
    }
    schema
}
