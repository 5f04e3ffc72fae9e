//! How the value of a parameter is written, and which values progenitor writes that way.
//!
//! progenitor knows one style for each location, whatever the document says. A query repeats a list
//! entry by entry and an object field by field (`form`, exploded). A path or a header holds what
//! `Display` makes of the value, which only scalars implement.

use std::fmt::{self, Display};

use serde_json::{Value, json};

use crate::component::{Branch, Direction, Form, Place, without_null};
use crate::operation::operations::Operations;
use crate::operation::parameter::{Location, Parameter};
use crate::report::Code;
use crate::schema::{Kinds, Reduced, Shape};
use crate::tree::Node;

/// Why progenitor cannot write a parameter as the document says.
#[derive(Clone, Copy)]
pub(super) enum Unsendable {
    Style,
    StyleOfLists,
    Nested,
}

/// What is said about something that is sent, and what it becomes.
pub(super) struct Sent<'a> {
    pub(super) shape: Shape<'a>,
    pub(super) form: Form<'a>,
    allows_null: bool,
    /// It is, or stands for, a component that a response holds as well, and so is read loosely.
    is_read: bool,
}

impl<'a> Operations<'a> {
    /// Whether progenitor sends the parameter as the document says.
    pub(super) fn sendable(&mut self, parameter: &Parameter<'a>) -> Result<(), Unsendable> {
        let Some(node) = &parameter.node else { return Ok(()) };
        let style = node.get("style").and_then(|style| style.text());
        let default = match parameter.location {
            Location::Query => "form",
            Location::Path | Location::Header => "simple",
        };
        let is_default = style.is_none_or(|style| style == default);
        if !parameter.is_in(Location::Query) {
            return if is_default { Ok(()) } else { Err(Unsendable::Style) };
        }
        let Some(schema) = node.get("schema") else { return Ok(()) };
        let exploded = node.get("explode").is_none_or(|explode| explode.is_true());
        self.fits_query(vec![schema], is_default && exploded)
    }

    /// Whether progenitor can put a value of these schemas in a query.
    fn fits_query(&mut self, schemas: Vec<Node<'a>>, exploded: bool) -> Result<(), Unsendable> {
        let Sent { shape, form, .. } = self.sent(schemas);
        let parts = match form {
            Form::Any | Form::Scalar(_) | Form::Enum(_) | Form::Same(_) => return Ok(()),
            Form::Array | Form::Map | Form::Struct if !exploded => {
                return Err(Unsendable::StyleOfLists);
            }
            Form::Array => vec![shape.items],
            Form::Map => vec![shape.values],
            Form::Struct if shape.unions.is_empty() && shape.values.is_empty() => {
                shape.properties.into_values().collect()
            }
            Form::Struct => return Err(Unsendable::Nested),
            Form::Union(branches) => {
                return branches.into_iter().try_for_each(|branch| self.fits(branch, exploded));
            }
        };
        let flat = parts.into_iter().all(|schemas| schemas.is_empty() || self.is_flat(schemas));
        if flat { Ok(()) } else { Err(Unsendable::Nested) }
    }

    /// Whether progenitor can put a branch of a union in a query.
    fn fits(&mut self, branch: Branch<'a>, exploded: bool) -> Result<(), Unsendable> {
        match branch {
            Branch::Schemas(schemas) => {
                if exploded && matches!(self.sent(schemas.clone()).form, Form::Array) {
                    self.fits_query(schemas, exploded)
                } else if self.is_flat(schemas) {
                    Ok(())
                } else {
                    Err(Unsendable::Nested)
                }
            }
            Branch::Kind(Kinds::ARRAY | Kinds::OBJECT) => Err(Unsendable::Nested),
            _ => Ok(()),
        }
    }

    fn is_flat(&mut self, schemas: Vec<Node<'a>>) -> bool {
        matches!(self.sent(schemas).form, Form::Scalar(_) | Form::Enum(_) | Form::Any)
    }

    /// What schemas of something that is sent say, and what they become.
    pub(super) fn sent(&mut self, schemas: Vec<Node<'a>>) -> Sent<'a> {
        let place = Place::inline("sent", Direction::Request);
        let (mut next, mut allows_null, mut is_read) = (schemas, false, false);
        loop {
            let Reduced { schemas, allows_null: null } = self.components.schemas.reduce(next);
            let shape = self.components.schemas.shape(&schemas);
            let formed = self.components.form(&shape, &place);
            allows_null |= null || shape.allows_null() || formed.allows_null;
            is_read |= schemas.iter().any(|schema| self.components.is_read(schema));
            match formed.form {
                Form::Same(same) => next = same,
                form => return Sent { shape, form, allows_null, is_read },
            }
        }
    }

    /// The schema of a parameter that `node` describes.
    pub(super) fn parameter_schema(
        &mut self,
        parameter: &Parameter<'a>,
        node: &Node<'a>,
        operation: &str,
    ) -> Value {
        let Some(schema) = node.get("schema") else {
            let what = match node.get("content") {
                Some(_) => "passed as text: encode it in the media type that the document names",
                None => "no schema: any text is accepted",
            };
            self.original.relax(&node.at, Code::ParameterUntyped, what);
            return self.text(parameter);
        };
        let place = Place::argument(format!("{operation}_{}", parameter.name));
        let in_query = parameter.is_in(Location::Query);
        let Sent { shape, form, allows_null, is_read } = self.sent(vec![schema]);
        if allows_null {
            let what = match parameter.required {
                true => "null cannot be sent",
                false => "null is not sent: leave the argument out",
            };
            self.original.relax(&schema.at, Code::ParameterNull, what);
        }
        match form {
            // progenitor panics on an optional argument that has a builder.
            Form::Struct if in_query => {
                let what = "passed as a map: its fields are not checked";
                self.original.relax(&schema.at, Code::ParameterUntyped, what);
                json!({ "type": "object" })
            }
            Form::Enum(texts)
                if parameter.is_in(Location::Path)
                    && texts.iter().any(|it| leads_elsewhere(it)) =>
            {
                let what = "any text is accepted: one of the values would lead to another path";
                self.original.relax(&shape.choices_at, Code::OpenEnum, what);
                self.text(parameter)
            }
            // The component is text, and a reference to it would be text without a guard.
            Form::Enum(_) if parameter.is_in(Location::Path) && is_read => {
                let what = "any text is accepted, as in the responses that hold it";
                self.original.relax(&schema.at, Code::OpenEnum, what);
                self.text(parameter)
            }
            Form::Enum(_) => self.argument(&schema, &place),
            _ if in_query => self.argument(&schema, &place),
            Form::Scalar(kind) => {
                let out = self.components.describe(Form::Scalar(kind), &shape, &place);
                // `Display` writes a date with its time differently from JSON.
                if out["format"] == "date-time" {
                    self.original.relax(
                        &schema.at,
                        Code::Format,
                        "the format `date-time` is not checked",
                    );
                    return self.text(parameter);
                }
                if parameter.is_in(Location::Path) && is_text(&out) {
                    return self.text(parameter);
                }
                out
            }
            _ => {
                self.original.relax(
                    &schema.at,
                    Code::ParameterUntyped,
                    "passed as text: write lists as `a,b`",
                );
                self.text(parameter)
            }
        }
    }

    /// Any text. In a path, it must not lead to another one.
    pub(super) fn text(&mut self, parameter: &Parameter<'a>) -> Value {
        match parameter.location {
            Location::Path => self.components.path_text(),
            Location::Query | Location::Header => json!({ "type": "string" }),
        }
    }

    fn argument(&mut self, schema: &Node<'a>, place: &Place<'_>) -> Value {
        without_null(self.components.schema(schema, place))
    }
}

/// True for text of any form.
fn is_text(schema: &Value) -> bool {
    schema["type"] == "string" && schema.get("format").is_none()
}

/// True for text that changes the path around it, though progenitor escapes it.
fn leads_elsewhere(text: &str) -> bool {
    matches!(text, "" | "." | "..") || text.contains('\\')
}

impl Display for Unsendable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Style => "its style is not supported",
            Self::StyleOfLists => "its style is not supported for lists and objects",
            Self::Nested => "a query cannot hold nested values",
        })
    }
}
