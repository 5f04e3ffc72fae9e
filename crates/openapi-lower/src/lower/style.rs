//! How the value of a parameter is written, and which values progenitor writes so.
//!
//! progenitor knows one style for each place, whatever the document says: a query has each entry
//! of a list and each field of an object apart (`form`, exploded); a path or a header has what
//! `Display` makes of the value, which only scalars have.

use serde_json::{Value, json};

use crate::lower::Lowering;
use crate::lower::parameter::{Parameter, Where};
use crate::node::Node;
use crate::schema::{Branch, Form, Kinds, Place, Shape, without_null};

impl<'a> Lowering<'a> {
    /// Whether what is sent would be what the document says.
    pub(super) fn sendable(&mut self, parameter: &Parameter<'a>) -> Result<(), &'static str> {
        let Some(node) = &parameter.node else { return Ok(()) };
        let style = node.get("style").and_then(|style| style.text());
        let plain = match parameter.to {
            Where::Query => matches!(style, None | Some("form")),
            Where::Path | Where::Header => matches!(style, None | Some("simple")),
        };
        if parameter.to != Where::Query {
            return if plain { Ok(()) } else { Err("its style is not generated") };
        }
        let Some(schema) = node.get("schema") else { return Ok(()) };
        let exploded = node.get("explode").is_none_or(|explode| explode.value == true);
        self.fits_query(vec![schema], plain && exploded)
    }

    /// Whether progenitor can put a value of these schemas in a query.
    fn fits_query(&mut self, schemas: Vec<Node<'a>>, exploded: bool) -> Result<(), &'static str> {
        const STYLE: &str = "its style is not generated for lists and objects";
        const NESTED: &str = "a query has no place for values within values";
        let (shape, form) = self.form_to_send(schemas);
        match form {
            Form::Any | Form::Scalar(_) | Form::Enum(_) | Form::Same(_) => Ok(()),
            Form::Array | Form::Map | Form::Struct if !exploded => Err(STYLE),
            Form::Array => {
                let flat = shape.items.is_empty() || self.is_flat(shape.items);
                if flat { Ok(()) } else { Err(NESTED) }
            }
            Form::Map => {
                let flat = shape.values.is_empty() || self.is_flat(shape.values);
                if flat { Ok(()) } else { Err(NESTED) }
            }
            Form::Struct => {
                let flat = shape.unions.is_empty() && shape.values.is_empty();
                let mut fields = shape.properties.into_values();
                let flat = flat && fields.all(|schemas| self.is_flat(schemas));
                if flat { Ok(()) } else { Err(NESTED) }
            }
            Form::Union(branches) => branches.into_iter().try_for_each(|branch| match branch {
                Branch::Schemas(schemas) => {
                    let flat =
                        exploded && matches!(self.form_to_send(schemas.clone()).1, Form::Array);
                    if flat {
                        self.fits_query(schemas, exploded)
                    } else if self.is_flat(schemas) {
                        Ok(())
                    } else {
                        Err(NESTED)
                    }
                }
                Branch::Kind(Kinds::ARRAY | Kinds::OBJECT) => Err(NESTED),
                _ => Ok(()),
            }),
        }
    }

    fn is_flat(&mut self, schemas: Vec<Node<'a>>) -> bool {
        matches!(self.form_to_send(schemas).1, Form::Scalar(_) | Form::Enum(_) | Form::Any)
    }

    /// What is said by schemas of something that is sent, and what becomes of it.
    pub(super) fn form_to_send(&mut self, schemas: Vec<Node<'a>>) -> (Shape<'a>, Form<'a>) {
        let place = Place::inline("sent", false);
        let mut schemas = self.reduce(schemas).0;
        loop {
            let shape = self.shape(&schemas);
            match self.form(&shape, &place).form {
                Form::Same(same) => schemas = self.reduce(same).0,
                form => return (shape, form),
            }
        }
    }

    pub(super) fn parameter_schema(&mut self, parameter: &Parameter<'a>, operation: &str) -> Value {
        let text = json!({ "type": "string" });
        let Some(node) = &parameter.node else { return text };
        let Some(schema) = node.get("schema") else {
            let what = match node.get("content") {
                Some(_) => "comes as text: write it in the media type that the document names",
                None => "has no schema: any text is sent",
            };
            self.relax(&node.at, what);
            return text;
        };
        let place = Place::argument(format!("{operation}_{}", parameter.name));
        let (shape, form) = self.form_to_send(vec![schema]);
        match form {
            // progenitor panics on an optional argument that has a builder.
            Form::Struct if parameter.to == Where::Query => {
                self.relax(&schema.at, "comes as a map: which fields it has is not checked");
                json!({ "type": "object" })
            }
            _ if parameter.to == Where::Query => without_null(self.schema(&schema, &place)),
            Form::Enum(_) => without_null(self.schema(&schema, &place)),
            Form::Scalar(kind) => {
                let mut out = without_null(self.describe(Form::Scalar(kind), &shape, &place));
                // `Display` writes a date with its time in another way than JSON does.
                if out["format"] == "date-time" {
                    self.relax(&schema.at, "the format `date-time` is not checked");
                    out = text;
                }
                out
            }
            _ => {
                self.relax(&schema.at, "comes as text: write lists as `a,b`");
                text
            }
        }
    }
}
