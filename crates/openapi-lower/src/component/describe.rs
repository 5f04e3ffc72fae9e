//! Schemas of the new document, from their form and shape.

use serde_json::{Map, Value, json};

use crate::component::components::Components;
use crate::component::form::Form;
use crate::component::place::Place;
use crate::report::Code;
use crate::schema::{NO_DEFAULT, Shape};

impl<'a> Components<'a> {
    /// The schema in the new document. Schemas within it are lowered, too.
    pub(crate) fn describe(
        &mut self,
        form: Form<'a>,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) -> Value {
        self.schemas.note_limits(shape);
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
        let keeps_default = !matches!(out.get("default"), None | Some(Value::Null));
        if let Some(default) = shape.default.as_ref().filter(|_| !keeps_default) {
            self.original.relax(&default.at, Code::Default, NO_DEFAULT);
        }
        Value::Object(out)
    }
}
