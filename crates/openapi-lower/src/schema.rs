//! Schemas.

use serde_json::{Map, Value, json};

use crate::lower::{Lowering, Version};
use crate::names;
use crate::node::{Node, Pointer};

mod keyword;
mod kind;
mod object;
mod scalar;

use kind::Kind;

/// Where a schema stands: what its type is called, and which way its values go.
pub(crate) struct Place {
    name: String,
    /// An answer uses it: it must be read whatever it holds.
    answer: bool,
    /// It is a component: others refer to it.
    component: bool,
}

impl Place {
    /// A schema of the components. Its name is taken already.
    pub(crate) fn component(name: &str, answer: bool) -> Self {
        Self { name: names::pascal(name), answer, component: true }
    }

    /// A schema within something else, called `name` if it makes a type.
    pub(crate) fn inline(name: &str, answer: bool) -> Self {
        Self { name: names::pascal(name), answer, component: false }
    }

    /// A schema within this one, called as typify would.
    fn inner(&self, name: &str) -> Self {
        Self::inline(&format!("{}_{}", self.name, names::snake(name)), self.answer)
    }
}

/// A schema being lowered.
struct Draft<'a, 'p> {
    original: &'p Node<'a>,
    place: &'p Place,
    kind: Kind,
    out: Map<String, Value>,
}

impl Draft<'_, '_> {
    fn keep(&mut self, key: &str, value: impl Into<Value>) {
        self.out.insert(key.to_owned(), value.into());
    }
}

impl<'a> Lowering<'a> {
    /// A schema in place. What makes a type becomes a component with a name of its own: typify
    /// would take two types that it gives one name for one type.
    pub(crate) fn schema(&mut self, schema: &Node<'a>, place: &Place) -> Value {
        if !makes_type(schema, place) {
            return self.definition(schema, place);
        }
        let name = self.take_name(place, &schema.at);
        let lowered = self.definition(schema, &Place::component(&name, place.answer));
        self.hoist(&name, lowered)
    }

    /// A name for a schema that stands in place.
    pub(crate) fn take_name(&mut self, place: &Place, at: &Pointer) -> String {
        let name = self.types.take(&place.name);
        if name != place.name {
            let what = format!("called `{name}`: another schema makes `{}`", place.name);
            self.relax(at, what);
        }
        name
    }

    /// What a schema says, whether it stands in place or is a component.
    pub(crate) fn definition(&mut self, schema: &Node<'a>, place: &Place) -> Value {
        if schema.value.is_boolean() {
            self.refuse(&schema.at, "`true` and `false` are not schemas here", "any value is `{}`");
            return json!({});
        }
        if schema.get("$ref").is_some() {
            return self.reference(schema);
        }
        let Some((kind, nullable)) = Kind::of(schema, self.version) else {
            let what = format!("the type {} is not supported yet", schema.value["type"]);
            let fix = "name one of object, array, string, integer, number and boolean";
            self.refuse(&schema.at.child("type"), what, fix);
            return json!({});
        };
        let mut draft = Draft { original: schema, place, kind, out: Map::new() };
        if kind != Kind::Any {
            draft.keep("type", kind.name());
        }
        if nullable {
            draft.keep("nullable", true);
        }
        for (key, node) in self.fields(schema) {
            self.keyword(&mut draft, key, &node);
        }
        if kind == Kind::Array && !draft.out.contains_key("items") {
            draft.keep("items", json!({}));
        }
        Value::Object(draft.out)
    }
}

/// True when typify makes a type for the schema, and would have to name it.
fn makes_type(schema: &Node<'_>, place: &Place) -> bool {
    match Kind::of(schema, Version::V3_1) {
        _ if schema.get("$ref").is_some() => false,
        Some((Kind::Object, _)) => schema.get("properties").or(schema.get("required")).is_some(),
        Some((Kind::String, _)) => scalar::variants(schema, place).is_ok(),
        _ => false,
    }
}
