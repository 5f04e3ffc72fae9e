//! Objects and maps.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use crate::component::components::Components;
use crate::component::place::Place;
use crate::component::value::{is_any, is_map};
use crate::names;
use crate::report::Code;
use crate::schema::{Joined, Kinds, Shape};
use crate::tree::Node;

/// The field for additional properties in what typify generates.
const EXTRA: &str = "extra";

/// A property that makes some Rust field.
struct Claim<'a, 'n> {
    name: &'a str,
    schema: Option<&'n Node<'a>>,
}

impl<'a> Components<'a> {
    pub(super) fn object(
        &mut self,
        out: &mut Map<String, Value>,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) {
        let joined = self.schemas.joined(shape);
        let clashes = self.clashes(shape, &joined);
        // A name that is only required still makes a field.
        let described =
            |name: &str| shape.properties.contains_key(name) || joined.contains_key(name);
        let described_extra: HashSet<_> =
            clashes.iter().copied().filter(|name| described(name)).collect();
        let mut properties = Map::new();
        for (name, schemas) in &shape.properties {
            if clashes.contains(name) {
                continue;
            }
            let inner = place.inner(*name);
            let mut lowered = match self.tag(schemas, &inner) {
                Some(tag) => tag,
                None => self.within(schemas.clone(), &inner),
            };
            if !shape.required.contains(name) {
                lowered = self.optional(lowered, schemas, &inner);
            }
            properties.insert((*name).to_owned(), lowered);
        }
        for (name, options) in joined {
            if !clashes.contains(name) {
                let inner = place.inner(name);
                let schemas: Vec<_> = options.iter().flatten().copied().collect();
                let mut lowered = self.joined_property(options, &inner);
                if !shape.required.contains(&name) {
                    lowered = self.optional(lowered, &schemas, &inner);
                }
                properties.insert(name.to_owned(), lowered);
            }
        }
        out.insert("type".to_owned(), "object".into());
        if !properties.is_empty() || shape.required.is_empty() || !shape.properties.is_empty() {
            out.insert("properties".to_owned(), properties.into());
        }
        let required = shape.required.iter().filter(|name| !described_extra.contains(*name));
        let required: Vec<_> = required.copied().collect();
        // OpenAPI 3.0 does not allow an empty list.
        if !required.is_empty() {
            out.insert("required".to_owned(), required.into());
        }
        if shape.is_open() || !clashes.is_empty() {
            let values = match &shape.values[..] {
                [value] if clashes.is_empty() => {
                    self.within(vec![*value], &place.inner("extra_value"))
                }
                _ => json!({}),
            };
            let values = if is_any(&values) { self.any_value() } else { values };
            out.insert("additionalProperties".to_owned(), values);
        } else if place.is_read() {
            let what = "properties that are not described here are not read";
            self.original.relax_everywhere(&shape.at, Code::Undescribed, what);
        }
    }

    /// An optional property. It can be absent, and null or empty if the schema says so: three states
    /// that typify confuses.
    fn optional(&mut self, mut lowered: Value, schemas: &[Node<'a>], place: &Place<'_>) -> Value {
        let nullable = lowered.get("nullable").is_some();
        let many = matches!(lowered["type"].as_str(), Some("array")) || is_map(&lowered);
        if place.is_read()
            && let Some(schema) = schemas.first()
        {
            if nullable {
                let what = "null is read as an absent value";
                self.original.relax_everywhere(&schema.at, Code::NullAbsent, what);
            } else if many && !place.is_sent() {
                let what = "an empty list or map is read as an absent one";
                self.original.relax_everywhere(&schema.at, Code::EmptyAbsent, what);
            }
        }
        if !place.is_sent() {
            return lowered;
        }
        // typify does not send a null in an optional field, but sends that of a named type.
        if nullable {
            let name = self.take_own_name(&names::pascal(&format!("{}_or_null", place.name())));
            return self.hoist(&name, lowered);
        }
        // typify does not send an empty list or map in an optional field, unless it can be null.
        if many {
            lowered["nullable"] = true.into();
        }
        lowered
    }

    pub(super) fn map(
        &mut self,
        out: &mut Map<String, Value>,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) {
        out.insert("type".to_owned(), "object".into());
        match &shape.values[..] {
            [] => {}
            [value] => {
                let values = self.within(vec![*value], &place.inner("value"));
                out.insert("additionalProperties".to_owned(), values);
            }
            [value, ..] => {
                let what = "several schemas apply to the values: any value is accepted";
                self.original.relax(&value.at, Code::AnyValue, what);
            }
        }
    }

    /// The properties without a field of their own, because two make the same Rust field. They are
    /// additional properties instead.
    fn clashes(&mut self, shape: &Shape<'a>, joined: &Joined<'a>) -> HashSet<&'a str> {
        let mut by_field = BTreeMap::<String, Vec<Claim<'a, '_>>>::new();
        let own = shape.properties.iter().map(|(name, schemas)| (*name, schemas.first()));
        let others = joined.iter().map(|(name, options)| (*name, options.iter().flatten().next()));
        let unknown = shape
            .required
            .iter()
            .filter(|name| !shape.properties.contains_key(*name) && !joined.contains_key(*name));
        for (name, schema) in own.chain(others).chain(unknown.map(|name| (*name, None))) {
            by_field.entry(names::snake(name)).or_default().push(Claim { name, schema });
        }
        let several = by_field.values().any(|claims| claims.len() > 1);
        let extra = several || shape.is_open();
        let mut clashes = HashSet::new();
        for (field, claims) in by_field {
            if claims.len() > 1 || field == EXTRA && extra {
                for Claim { name, schema } in claims {
                    if let Some(schema) = schema {
                        let what = format!(
                            "`{name}` goes into the field `extra`: another property makes the field `{field}`"
                        );
                        self.original.relax(&schema.at, Code::SameField, what);
                    }
                    clashes.insert(name);
                }
            }
        }
        clashes
    }

    /// A property that the branches describe differently.
    fn joined_property(&mut self, options: Vec<Vec<Node<'a>>>, place: &Place<'_>) -> Value {
        let same =
            |a: &[Node<'a>], b: &[Node<'a>]| a.iter().map(Node::id).eq(b.iter().map(Node::id));
        let reduced: Vec<_> =
            options.into_iter().map(|schemas| self.schemas.reduce(schemas).schemas).collect();
        let Some(first) = reduced.first() else { return json!({}) };
        if reduced.iter().all(|other| same(first, other)) {
            return self.within(first.clone(), place);
        }
        let mut kinds = Kinds::NONE;
        for schemas in &reduced {
            kinds = kinds.or(self.schemas.shape(schemas).kinds);
        }
        match kinds.single() {
            Some(kind) if kind != Kinds::OBJECT && kind != Kinds::ARRAY => {
                let mut scalar = json!({ "type": kind.name() });
                if kinds.has(Kinds::NULL) {
                    scalar["nullable"] = true.into();
                }
                scalar
            }
            _ => json!({}),
        }
    }
}
