//! The kind of Rust type that a schema becomes.

use crate::component::components::Components;
use crate::component::place::Place;
use crate::names;
use crate::report::Code;
use crate::schema::{Kinds, Shape};
use crate::tree::Node;

/// The kind of Rust type that a schema becomes.
pub(crate) enum Form<'a> {
    Any,
    Scalar(Kinds),
    Enum(Vec<&'a str>),
    Array,
    Map,
    Struct,
    Union(Vec<Branch<'a>>),
    /// Whatever these schemas become: the only branch of a union that is left.
    Same(Vec<Node<'a>>),
}

/// One of the types that a value can have.
pub(crate) enum Branch<'a> {
    /// What these schemas say.
    Schemas(Vec<Node<'a>>),
    /// What the schema itself says about values of one type.
    Kind(Kinds),
    /// Any value of this type.
    Scalar(Kinds),
    Enum(Vec<&'a str>),
    /// Whatever else a response holds.
    Rest,
}

/// A form, and whether null is allowed as well.
pub(crate) struct Formed<'a> {
    pub(crate) form: Form<'a>,
    pub(crate) allows_null: bool,
}

impl Form<'_> {
    /// True when typify makes a type for it, and would have to name it.
    pub(super) fn makes_type(&self) -> bool {
        matches!(self, Self::Enum(_) | Self::Struct | Self::Union(_))
    }

    /// True when it contains schemas that can lead back to it.
    pub(super) fn holds_others(&self) -> bool {
        matches!(self, Self::Array | Self::Map | Self::Struct | Self::Union(_))
    }
}

impl<'a> Components<'a> {
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
                self.relax_choices(
                    shape,
                    "the listed values are not checked: any value of the type is accepted",
                );
                Form::Scalar(kind)
            }
            None if kinds == Kinds::NONE => {
                self.relax_choices(shape, "null is the only value: any value is accepted");
                Form::Any
            }
            None => {
                self.relax_choices(
                    shape,
                    "the listed values are not checked: any value of these types is accepted",
                );
                Form::Union(self.branches_of_kinds(kinds, shape, place))
            }
        };
        Formed { form, allows_null: false }
    }

    fn relax_choices(&self, shape: &Shape<'a>, what: &'static str) {
        if shape.choices.is_some() {
            self.original.relax(&shape.choices_at, Code::OpenEnum, what);
        }
    }

    /// Any value, unless several unions apply to it, or conditions do.
    fn form_of_all(&mut self, shape: &Shape<'a>) -> Form<'a> {
        if shape.unions.is_empty() && shape.sometimes.is_empty() {
            return Form::Any;
        }
        if self.schemas.joined(shape).is_empty() {
            return Form::Any;
        }
        let what = "no `type`: read as `type: object`, and other values are refused";
        self.original.relax(&shape.at, Code::TypeAssumed, what);
        Form::Struct
    }

    pub(super) fn form_of_object(&mut self, shape: &Shape<'a>) -> Form<'a> {
        let named = !shape.properties.is_empty() || !shape.required.is_empty();
        if named || !self.schemas.joined(shape).is_empty() { Form::Struct } else { Form::Map }
    }

    /// Text, or an enumeration of it, closed where only requests hold it.
    fn form_of_text(&mut self, shape: &Shape<'a>, place: &Place<'_>) -> Form<'a> {
        let why = match shape.texts() {
            None => return Form::Scalar(Kinds::STRING),
            // A new value would make the whole response unreadable.
            Some(_) if place.is_read() => {
                "any text is accepted, so that a response can hold a new value"
            }
            Some(texts) if !names::make_variants(&texts) => {
                "any text is accepted: two of the values make the same Rust variant"
            }
            Some(texts) => return Form::Enum(texts),
        };
        self.original.relax(&shape.choices_at, Code::OpenEnum, why);
        Form::Scalar(Kinds::STRING)
    }
}
