//! Schemas that are another one: a reference, or a composition of one part.

use crate::id::IdSet;
use crate::lower::Lowering;
use crate::node::Node;
use crate::schema::known::is_aside;
use crate::schema::scalar::NO_DEFAULT;

impl<'a> Lowering<'a> {
    /// Follows references, and compositions of a single part, to what says something itself; and
    /// whether null is allowed on the way.
    pub(crate) fn reduce(&mut self, schemas: Vec<Node<'a>>) -> (Vec<Node<'a>>, bool) {
        if let [schema] = &schemas[..] {
            let (reduced, null) = self.follow(*schema);
            return (reduced.into_iter().collect(), null);
        }
        let mut reduced = Vec::<Node<'a>>::new();
        for schema in schemas {
            let next = match self.follow(schema) {
                (None, _) => continue,
                // Each of several must allow null for all to do so, which their shape tells.
                (Some(_), true) => schema,
                (Some(next), false) => next,
            };
            if !reduced.iter().any(|other| other.id() == next.id()) {
                reduced.push(next);
            }
        }
        (reduced, false)
    }

    /// Where one schema leads. Nothing is any value.
    fn follow(&mut self, schema: Node<'a>) -> (Option<Node<'a>>, bool) {
        let mut passed = Vec::new();
        let mut seen = IdSet::default();
        let mut at = Some(schema);
        let mut end = (None, false);
        while let Some(schema) = at.take() {
            if let Some(known) = self.reduced.get(&schema.id()) {
                end = *known;
                break;
            }
            if !seen.insert(schema.id()) {
                self.relax(&schema.at, "leads in a circle: any value is taken");
                break;
            }
            match self.step(&schema) {
                Some((next, null)) => {
                    passed.push((schema.id(), null));
                    at = next;
                }
                None => end = (Some(schema), false),
            }
        }
        // So that a long way is gone once.
        for (id, null) in passed.into_iter().rev() {
            end.1 |= null;
            self.reduced.insert(id, end);
        }
        end
    }

    /// The only schema that this one is, if it is none of its own. None of it is any value.
    fn step(&mut self, schema: &Node<'a>) -> Option<(Option<Node<'a>>, bool)> {
        let fields = schema.value.as_object()?;
        let mut telling = fields.keys().filter(|key| !is_aside(key));
        let key = telling.next()?.as_str();
        if telling.next().is_some() {
            return None;
        }
        let node = schema.get(key)?;
        let (next, mut null) = match key {
            "$ref" => (self.target(&node), false),
            "allOf" => {
                let mut parts = node.entries().filter(says_something);
                let part = parts.next()?;
                if parts.next().is_some() {
                    return None;
                }
                (Some(part), false)
            }
            "oneOf" | "anyOf" => {
                let (nulls, others): (Vec<_>, Vec<_>) = node.entries().partition(is_null);
                let [other] = &others[..] else { return None };
                (Some(*other), !nulls.is_empty())
            }
            _ => return None,
        };
        null |= self.nullable(schema);
        for (key, node) in schema.fields() {
            match key {
                "default" => self.relax(&node.at, NO_DEFAULT),
                "format" => {
                    self.relax(&node.at, "left out: it has no effect beside another schema")
                }
                "nullable" | "$ref" | "allOf" | "oneOf" | "anyOf" => {}
                key => self.note_aside(key, &node),
            }
        }
        Some((next, null))
    }
}

/// False for a part that documents, and leaves every value as it is.
fn says_something(schema: &Node<'_>) -> bool {
    match schema.value.as_object() {
        Some(fields) => fields.keys().any(|key| !is_aside(key)),
        None => schema.value != true,
    }
}

/// True for the schema of null alone.
pub(crate) fn is_null(schema: &Node<'_>) -> bool {
    let is = |key: &str, null: &dyn Fn(&Node<'_>) -> bool| {
        schema.get(key).is_some_and(|node| null(&node))
    };
    is("type", &|node| match node.value.as_array() {
        Some(names) => !names.is_empty() && names.iter().all(|name| name == "null"),
        None => node.value == "null",
    }) || is("const", &|node| node.value.is_null())
        || is("enum", &|node| {
            node.value
                .as_array()
                .is_some_and(|list| !list.is_empty() && list.iter().all(serde_json::Value::is_null))
        })
}
