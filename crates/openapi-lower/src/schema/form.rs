//! What becomes of a schema: the kind of Rust type.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::schema::union::Branch;
use crate::schema::{Kinds, Place, Shape, reference_to};

/// The kind of Rust type that a schema becomes.
pub(crate) enum Form<'a> {
    Any,
    Scalar(Kinds),
    Enum(Vec<&'a str>),
    Array,
    Map,
    Struct,
    Union(Vec<Branch<'a>>),
    /// What other schemas become: of a union only they are left.
    Same(Vec<Node<'a>>),
}

/// A form, and whether the schema allows null beside it.
pub(crate) struct Formed<'a> {
    pub(crate) form: Form<'a>,
    pub(crate) allows_null: bool,
}

impl Form<'_> {
    /// True when typify makes a type for it, and would have to name it.
    pub(crate) fn makes_type(&self) -> bool {
        matches!(self, Self::Enum(_) | Self::Struct | Self::Union(_))
    }

    /// True when it has schemas within that can lead back to it.
    pub(crate) fn holds_others(&self) -> bool {
        matches!(self, Self::Array | Self::Map | Self::Struct | Self::Union(_))
    }
}

impl<'a> Lowering<'a> {
    pub(crate) fn form(&mut self, shape: &Shape<'a>, place: &Place<'_>) -> Formed<'a> {
        if shape.is_union() {
            return self.union(shape, place);
        }
        let kinds = shape.kinds.without(Kinds::NULL);
        let form = match kinds.single() {
            _ if kinds == Kinds::ALL.without(Kinds::NULL) => self.form_of_all(shape),
            Some(Kinds::STRING) => self.form_of_text(shape, place),
            Some(Kinds::OBJECT) => self.form_of_object(shape),
            Some(Kinds::ARRAY) => Form::Array,
            Some(kind) => {
                if shape.choices.is_some() {
                    self.relax(&shape.choices_at, "any value of the type is taken");
                }
                Form::Scalar(kind)
            }
            None if kinds == Kinds::NONE => {
                if shape.choices.is_some() {
                    self.relax(&shape.choices_at, "no value but null: any value is taken");
                }
                Form::Any
            }
            None => {
                if shape.choices.is_some() {
                    self.relax(&shape.choices_at, "any value of the types is taken");
                }
                Form::Union(kinds.each().map(Branch::Kind).collect())
            }
        };
        Formed { form, allows_null: false }
    }

    /// Several unions at once, or nothing at all.
    fn form_of_all(&mut self, shape: &Shape<'a>) -> Form<'a> {
        if shape.unions.is_empty() && shape.sometimes.is_empty() {
            return Form::Any;
        }
        if self.joined(shape).is_empty() { Form::Any } else { Form::Struct }
    }

    fn form_of_object(&mut self, shape: &Shape<'a>) -> Form<'a> {
        let named = !shape.properties.is_empty() || !shape.required.is_empty();
        if named || !self.joined(shape).is_empty() { Form::Struct } else { Form::Map }
    }

    /// Text, or an enumeration of it: closed where only requests use it.
    fn form_of_text(&mut self, shape: &Shape<'a>, place: &Place<'_>) -> Form<'a> {
        let why = match shape.texts() {
            None => return Form::Scalar(Kinds::STRING),
            // A value that is new would make the whole answer unreadable.
            Some(_) if place.answer => "any text is read: a new value is no error",
            Some(texts) if !apart(&texts) => {
                "any text is taken: two of the values make one Rust variant"
            }
            Some(texts) => return Form::Enum(texts),
        };
        self.relax(&shape.choices_at, why);
        Form::Scalar(Kinds::STRING)
    }

    /// The schema in the new document. What is within is lowered, too.
    pub(crate) fn describe(
        &mut self,
        form: Form<'a>,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) -> Value {
        self.note_limits(shape);
        let mut out = Map::new();
        if let Some(text) = shape.description {
            out.insert("description".to_owned(), text.into());
        }
        match form {
            Form::Any | Form::Same(_) => {}
            Form::Scalar(kind) => self.scalar(&mut out, kind, shape, place),
            Form::Enum(texts) => {
                out.extend([
                    ("type".to_owned(), "string".into()),
                    ("enum".to_owned(), texts.into()),
                ]);
            }
            Form::Array => {
                let items = match &shape.items[..] {
                    [] => json!({}),
                    items => self.within(items.to_vec(), &place.inner("item")),
                };
                out.extend([("type".to_owned(), "array".into()), ("items".to_owned(), items)]);
            }
            Form::Map => self.map(&mut out, shape, place),
            Form::Struct => self.object(&mut out, shape, place),
            Form::Union(branches) => {
                out.insert("oneOf".to_owned(), self.branches(branches, shape, place));
            }
        }
        if !matches!(out.get("default"), None | Some(Value::Null)) {
            return Value::Object(out);
        }
        if let Some(default) = &shape.default {
            self.relax(&default.at, super::scalar::NO_DEFAULT);
        }
        Value::Object(out)
    }

    /// Schemas within another one.
    pub(crate) fn within(&mut self, schemas: Vec<Node<'a>>, place: &Place<'_>) -> Value {
        self.depth += 1;
        let lowered = self.schemas_in_place(schemas, place);
        self.depth -= 1;
        lowered
    }

    /// A type that no schema of the original stands for alone.
    pub(crate) fn own_type(&mut self, schema: Value, place: &Place<'_>) -> Value {
        let name = self.types.take(&place.name());
        self.hoist(&name, schema);
        reference_to(&name, false)
    }
}

/// True when each text makes a Rust variant of its own.
pub(crate) fn apart(texts: &[&str]) -> bool {
    let unique: BTreeSet<_> = texts.iter().map(|text| names::pascal(text)).collect();
    unique.len() == texts.len()
}
