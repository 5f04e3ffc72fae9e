//! Objects and maps.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::once::Once;
use crate::schema::{Kinds, Place, Shape, reference_to};

/// The field that holds what is not named, in what typify generates.
const EXTRA: &str = "extra";

impl<'a> Lowering<'a> {
    pub(crate) fn object(
        &mut self,
        out: &mut Map<String, Value>,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) {
        let joined = self.joined(shape);
        let mut extra = !shape.values.is_empty();
        let mut properties = Map::new();
        let mut unnamed = HashSet::new();
        let clashes = self.clashes(shape, &joined, extra);
        extra |= !clashes.is_empty();
        for (name, schemas) in &shape.properties {
            if clashes.contains(*name) {
                unnamed.insert(*name);
                continue;
            }
            let lowered = match self.tag(schemas, &place.inner(*name)) {
                Some(tag) => tag,
                None => self.within(schemas.clone(), &place.inner(*name)),
            };
            properties.insert((*name).to_owned(), lowered);
        }
        for (name, options) in joined {
            if clashes.contains(name) {
                unnamed.insert(name);
            } else {
                let lowered = self.joined_property(options, &place.inner(name));
                properties.insert(name.to_owned(), lowered);
            }
        }
        out.insert("type".to_owned(), "object".into());
        if !properties.is_empty() || shape.required.is_empty() || !shape.properties.is_empty() {
            out.insert("properties".to_owned(), properties.into());
        }
        let required: Vec<_> =
            shape.required.iter().filter(|name| !unnamed.contains(*name)).copied().collect();
        // 3.0 has no empty list.
        if !required.is_empty() {
            out.insert("required".to_owned(), required.into());
        }
        if extra {
            let values = match &shape.values[..] {
                [value] if clashes.is_empty() => {
                    self.within(vec![*value], &place.inner("extra_value"))
                }
                _ => json!({}),
            };
            let values = if is_any(&values) { self.any_value() } else { values };
            out.insert("additionalProperties".to_owned(), values);
        }
    }

    pub(crate) fn map(
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
                self.relax(&value.at, "several schemas for the values: any value is taken");
            }
        }
    }

    /// The properties that have no field of their own, because two make the same Rust field. They
    /// are with those that are not named.
    fn clashes(
        &mut self,
        shape: &Shape<'a>,
        joined: &BTreeMap<&'a str, Vec<Vec<Node<'a>>>>,
        extra: bool,
    ) -> HashSet<&'a str> {
        let mut by_field = BTreeMap::<String, Vec<(&'a str, Option<&Node<'a>>)>>::new();
        let own = shape.properties.iter().map(|(name, schemas)| (*name, schemas.first()));
        let others = joined.iter().map(|(name, options)| (*name, options.iter().flatten().next()));
        let unknown = shape
            .required
            .iter()
            .filter(|name| !shape.properties.contains_key(*name) && !joined.contains_key(*name));
        for (name, schema) in own.chain(others).chain(unknown.map(|name| (*name, None))) {
            by_field.entry(names::snake(name)).or_default().push((name, schema));
        }
        let several = by_field.values().any(|names| names.len() > 1);
        let mut clashes = HashSet::new();
        for (field, names) in by_field {
            if names.len() > 1 || field == EXTRA && (extra || several) {
                for (name, schema) in names {
                    if let Some(schema) = schema {
                        let what = format!(
                            "`{name}` is in the field `extra`: another one makes its field `{field}`"
                        );
                        self.relax(&schema.at, what);
                    }
                    clashes.insert(name);
                }
            }
        }
        clashes
    }

    /// The properties that objects of some branch of a union have, or of some condition, beside
    /// those that all have: for each property the schemas of each branch.
    pub(crate) fn joined(&mut self, shape: &Shape<'a>) -> BTreeMap<&'a str, Vec<Vec<Node<'a>>>> {
        let mut joined = BTreeMap::<&'a str, Vec<Vec<Node<'a>>>>::new();
        let parts = |shape: &Shape<'a>| {
            let unions = shape.unions.iter().flatten();
            unions.chain(&shape.sometimes).cloned().collect::<Vec<_>>()
        };
        let mut open = Once::of(parts(shape));
        while let Some(branch) = open.next() {
            let of_branch = self.shape(std::slice::from_ref(&branch));
            open.extend(parts(&of_branch));
            for (name, schemas) in of_branch.properties {
                if !shape.properties.contains_key(name) {
                    joined.entry(name).or_default().push(schemas);
                }
            }
        }
        if !shape.unions.is_empty() {
            let what = "what goes together is not checked: one type has the fields of all branches";
            self.relax(&shape.unions_at, what);
        }
        joined
    }

    /// A property that each branch says something else about.
    fn joined_property(&mut self, options: Vec<Vec<Node<'a>>>, place: &Place<'_>) -> Value {
        let same =
            |a: &[Node<'a>], b: &[Node<'a>]| a.iter().map(Node::id).eq(b.iter().map(Node::id));
        let reduced: Vec<_> = options.into_iter().map(|schemas| self.reduce(schemas).0).collect();
        let Some(first) = reduced.first() else { return json!({}) };
        if reduced.iter().all(|other| same(first, other)) {
            return self.within(first.clone(), place);
        }
        let mut kinds = Kinds::NONE;
        for schemas in &reduced {
            kinds = kinds.or(self.shape(schemas).kinds);
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

    /// A schema of any value that typify does not take for the absence of one.
    pub(crate) fn any_value(&mut self) -> Value {
        if self.any_value.is_none() {
            let name = self.types.take("AnyValue");
            self.hoist(&name, json!({}));
            self.any_value = Some(name);
        }
        reference_to(self.any_value.as_deref().unwrap_or_default(), false)
    }
}

fn is_any(schema: &Value) -> bool {
    schema.as_object().is_some_and(|fields| fields.keys().all(|key| key == "description"))
}
