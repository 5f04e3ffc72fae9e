//! Schemas in place: in an operation, or in another schema.

use serde_json::{Value, json};

use crate::component::components::{Components, Made, TypeKey};
use crate::component::form::Form;
use crate::component::place::Place;
use crate::component::queue::Wanted;
use crate::component::value::{reference_to, with_null, without_null};
use crate::report::Code;
use crate::schema::Reduced;
use crate::tree::Node;

/// A bound on the schemas in types that are composed of several: the number of such types can grow
/// with the number of sets of schemas.
const MAX_COMBINED: usize = 10_000;

/// Schemas nested deeper than this are described later.
const MAX_NESTED: usize = 32;

impl<'a> Components<'a> {
    /// A schema in place.
    pub(crate) fn schema(&mut self, schema: &Node<'a>, place: &Place<'_>) -> Value {
        self.schemas_in_place(vec![*schema], place)
    }

    /// Schemas within another one.
    pub(super) fn within(&mut self, schemas: Vec<Node<'a>>, place: &Place<'_>) -> Value {
        self.size.depth += 1;
        let lowered = self.schemas_in_place(schemas, place);
        self.size.depth -= 1;
        lowered
    }

    /// Several schemas that all apply to one value.
    fn schemas_in_place(&mut self, schemas: Vec<Node<'a>>, place: &Place<'_>) -> Value {
        let Reduced { schemas, allows_null: null } = self.schemas.reduce(schemas);
        if let [schema] = &schemas[..]
            && let Some(name) = self.component_name(schema)
        {
            let null = null || self.component_allows_null(schema, place);
            return reference_to(&name, null);
        }
        let key =
            TypeKey { schemas: schemas.iter().map(Node::id).collect(), direction: place.direction };
        if let Some(Made { name, allows_null }) = self.made.get(&key) {
            return reference_to(name, null || *allows_null);
        }
        let Some(at) = schemas.first().map(|schema| schema.at) else { return json!({}) };
        let shape = self.schemas.shape(&schemas);
        let formed = self.form(&shape, place);
        let assumed = shape.assumed.is_some() && place.may_be_null();
        let allows_null = null || shape.allows_null() || formed.allows_null || assumed;
        if let Form::Same(schema) = formed.form {
            let lowered = self.schemas_in_place(schema, place);
            return if allows_null { with_null(lowered) } else { lowered };
        }
        let combined = schemas.len() > 1;
        // Defer it until the enclosing schema is done: recursing here could nest without bound.
        let later = combined || self.size.depth > MAX_NESTED;
        let named = formed.form.makes_type() || later && formed.form.holds_others();
        if !named {
            let lowered = self.describe(formed.form, &shape, place);
            return if allows_null { with_null(lowered) } else { lowered };
        }
        if combined {
            if self.size.combined >= MAX_COMBINED {
                self.original.relax(
                    &at,
                    Code::AnyValue,
                    "too many combined schemas: any value is accepted",
                );
                return json!({});
            }
            self.size.combined += schemas.len();
        }
        let name = self.take_name(place, &at);
        if !combined {
            self.output.origins.insert(name.clone(), at.to_string());
        }
        self.made.insert(key, Made { name: name.clone(), allows_null });
        if later {
            let direction = place.direction;
            self.queue.push(Wanted { name: name.clone(), schemas, direction });
        } else {
            let place = Place::component(&*name, place.direction);
            let lowered = self.describe(formed.form, &shape, &place);
            self.hoist(&name, lowered);
        }
        reference_to(&name, allows_null)
    }

    /// The definition of a component, without null: references to it say that.
    pub(super) fn definition(&mut self, wanted: &Wanted<'a>) -> Value {
        let place = Place::component(&*wanted.name, wanted.direction);
        let shape = self.schemas.shape(&wanted.schemas);
        match self.form(&shape, &place).form {
            Form::Same(schemas) => without_null(self.schemas_in_place(schemas, &place)),
            form => self.describe(form, &shape, &place),
        }
    }

    /// A type without a single schema of the original behind it.
    pub(super) fn own_type(&mut self, schema: Value, place: &Place<'_>) -> Value {
        let name = self.take_own_name(&place.name());
        self.hoist(&name, schema)
    }

    /// Text that stays where it is put in a path.
    ///
    /// Neither progenitor nor `Url` escapes dots and backslashes: with them, a value reaches other
    /// paths of the service, with the credentials of the client. typify checks the pattern before
    /// anything is sent.
    pub(crate) fn path_text(&mut self) -> Value {
        let name = match &self.path_text {
            Some(name) => name.clone(),
            None => {
                let name = self.take_own_name("PathText");
                self.path_text = Some(name.clone());
                name
            }
        };
        let text = json!({
            "description": "Text in a path: not empty, `.` or `..`, and without a backslash, \
                            which would all lead to another path.",
            "type": "string",
            "minLength": 1,
            "pattern": r"^(?!\.{1,2}$)[^\\]+$",
        });
        self.hoist(&name, text)
    }

    /// A schema of any value that typify does not take for the absence of one.
    pub(super) fn any_value(&mut self) -> Value {
        let name = match &self.any_value {
            Some(name) => name.clone(),
            None => {
                let name = self.take_own_name("AnyValue");
                self.any_value = Some(name.clone());
                name
            }
        };
        self.hoist(&name, json!({}))
    }
}
