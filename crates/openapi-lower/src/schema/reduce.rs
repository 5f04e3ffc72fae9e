//! Schemas that only stand for another one: a reference, or a composition of a single part.

use std::collections::HashSet;

use crate::report::Code;
use crate::schema::keyword::{NO_DEFAULT, is_aside};
use crate::schema::schemas::{Destination, Schemas};
use crate::tree::Node;

/// What several schemas that apply to one value come down to.
pub(crate) struct Reduced<'a> {
    pub(crate) schemas: Vec<Node<'a>>,
    pub(crate) allows_null: bool,
}

impl<'a> Schemas<'a> {
    /// Follows references, and compositions of a single part, to the schemas that say something.
    pub(crate) fn reduce(&mut self, schemas: Vec<Node<'a>>) -> Reduced<'a> {
        if let [schema] = &schemas[..] {
            let Destination { schema, allows_null } = self.follow(*schema);
            return Reduced { schemas: schema.into_iter().collect(), allows_null };
        }
        let mut reduced = Vec::<Node<'a>>::new();
        for schema in schemas {
            let next = match self.follow(schema) {
                Destination { schema: None, .. } => continue,
                // Null is allowed only if each of several schemas allows it: their shape tells.
                Destination { allows_null: true, .. } => schema,
                Destination { schema: Some(next), .. } => next,
            };
            if !reduced.iter().any(|other| other.id() == next.id()) {
                reduced.push(next);
            }
        }
        Reduced { schemas: reduced, allows_null: false }
    }

    fn follow(&mut self, schema: Node<'a>) -> Destination<'a> {
        let mut passed = Vec::new();
        let mut seen = HashSet::new();
        let mut at = Some(schema);
        let mut end = Destination { schema: None, allows_null: false };
        while let Some(schema) = at.take() {
            if let Some(known) = self.reduced.get(&schema.id()) {
                end = *known;
                break;
            }
            if !seen.insert(schema.id()) {
                self.original.relax(
                    &schema.at,
                    Code::AnyValue,
                    "the references form a cycle: any value is accepted",
                );
                break;
            }
            match self.step(&schema) {
                Some(Destination { schema: next, allows_null }) => {
                    passed.push((schema.id(), allows_null));
                    at = next;
                }
                None => end.schema = Some(schema),
            }
        }
        // Cache every schema on the path, so that long chains are followed once.
        for (id, allows_null) in passed.into_iter().rev() {
            end.allows_null |= allows_null;
            self.reduced.insert(id, end);
        }
        end
    }

    /// The schema that this one only stands for, or `None` if it says something of its own.
    fn step(&mut self, schema: &Node<'a>) -> Option<Destination<'a>> {
        let fields = schema.value.as_object()?;
        let mut telling = fields.keys().filter(|key| !is_aside(key));
        let key = telling.next()?.as_str();
        if telling.next().is_some() {
            return None;
        }
        let node = schema.get(key)?;
        let mut next = Destination { schema: None, allows_null: false };
        match key {
            "$ref" => next.schema = self.target(&node),
            "$dynamicRef" if node.follow().is_some() => next.schema = self.target(&node),
            "allOf" => {
                let mut parts = node.entries().filter(says_something);
                next.schema = Some(parts.next()?);
                if parts.next().is_some() {
                    return None;
                }
            }
            "oneOf" | "anyOf" => {
                let (nulls, others): (Vec<_>, Vec<_>) = node.entries().partition(is_null);
                let [other] = &others[..] else { return None };
                next = Destination { schema: Some(*other), allows_null: !nulls.is_empty() };
            }
            _ => return None,
        }
        next.allows_null |= self.nullable(schema);
        for (key, node) in schema.fields() {
            match key {
                "default" => self.original.relax(&node.at, Code::Default, NO_DEFAULT),
                "format" => self.original.relax(
                    &node.at,
                    Code::NoEffect,
                    "ignored: it has no effect next to another schema",
                ),
                "nullable" | "$ref" | "$dynamicRef" | "allOf" | "oneOf" | "anyOf" => {}
                key => self.note_aside(key, &node),
            }
        }
        Some(next)
    }
}

/// False for a part that only documents, and so allows every value.
fn says_something(schema: &Node<'_>) -> bool {
    match schema.value.as_object() {
        Some(fields) => fields.keys().any(|key| !is_aside(key)),
        None => !schema.is_true(),
    }
}

/// True for a schema that allows null and nothing else.
pub(super) fn is_null(schema: &Node<'_>) -> bool {
    let is = |key: &str, null: &dyn Fn(&Node<'_>) -> bool| {
        schema.get(key).is_some_and(|node| null(&node))
    };
    is("type", &|node| match node.value.as_array() {
        Some(names) => !names.is_empty() && names.iter().all(|name| name == "null"),
        None => node.value == "null",
    }) || is("const", &|node| node.value.is_null())
        || is("enum", &|node| {
            node.entries().len() > 0 && node.entries().all(|choice| choice.value.is_null())
        })
}
