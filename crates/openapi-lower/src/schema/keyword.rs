//! Every keyword of a schema: what it adds to the shape, or that nothing is made of it.

use serde_json::Value;

use crate::lower::{Lowering, Version};
use crate::names;
use crate::node::Node;
use crate::once::Once;
use crate::schema::kind::Kinds;
use crate::schema::known::{CHECKS, EVERY, MEANT, documents, limits};
use crate::schema::shape::Shape;

impl<'a> Lowering<'a> {
    /// What several schemas say together, with all that they refer to and are composed of.
    ///
    /// Each is visited once, whatever circle `allOf` and `$ref` lead in, and without recursion.
    pub(crate) fn shape(&mut self, schemas: &[Node<'a>]) -> Shape<'a> {
        let mut shape = Shape::new(schemas.first().unwrap_or(&self.root).at);
        let mut open = Once::of(schemas.iter().copied());
        while let Some(schema) = open.next() {
            match schema.value {
                Value::Object(_) => {
                    let outermost = open.visited() <= schemas.len();
                    self.kinds(&mut shape, &schema, outermost);
                    for (key, node) in schema.fields() {
                        self.keyword(&mut shape, key, &node, &mut open);
                    }
                }
                Value::Bool(true) => {}
                Value::Bool(false) => {
                    self.relax(&schema.at, "nothing is allowed here, which is not checked");
                }
                _ => self.relax(&schema.at, "not a schema: any value is taken"),
            }
        }
        if let Some(kind) = shape.infer()
            && let Some(schema) = schemas.first()
        {
            self.relax(
                &schema.at,
                format!("taken as `type: {}`, which it does not say", kind.name()),
            );
        }
        shape
    }

    fn keyword(
        &mut self,
        shape: &mut Shape<'a>,
        key: &'a str,
        node: &Node<'a>,
        open: &mut Once<'a>,
    ) {
        if limits(key).is_some() {
            shape.limits.push((key, node.at));
        }
        match key {
            "type" | "nullable" => {}
            "description" => {
                shape.description = shape.description.or(node.text());
            }
            "$ref" => open.extend(self.target(node)),
            "allOf" => open.extend(self.entries(node)),
            "oneOf" | "anyOf" => {
                let branches: Vec<_> = self.entries(node).collect();
                if !branches.is_empty() {
                    shape.unions.push(branches);
                    shape.unions_at = node.at;
                }
            }
            "properties" => {
                for (name, property) in self.fields(node) {
                    shape.properties.entry(name).or_default().push(property);
                }
            }
            "required" => self.required(shape, node),
            "additionalProperties" | "unevaluatedProperties" => self.others(shape, key, node),
            "patternProperties" => {
                let patterns = self.fields(node);
                if patterns.len() > 0 {
                    self.relax(&node.at, "the patterns of the names are not checked");
                }
                shape.values.extend(patterns.map(|(_, schema)| schema));
            }
            "items" if node.value.is_array() => {
                self.relax(&node.at, "a schema for each entry: any entry is taken");
            }
            "items" => shape.items.push(*node),
            "prefixItems" => self.relax(&node.at, "a schema for each entry: any entry is taken"),
            "then" | "else" => {
                shape.sometimes.push(*node);
                self.relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            "dependentSchemas" => {
                shape.sometimes.extend(self.fields(node).map(|(_, node)| node));
                self.relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            "enum" => match node.value.as_array() {
                Some(values) => shape.choose(values.iter().collect(), &node.at),
                None => self.malformed(node),
            },
            "const" => shape.choose(vec![node.value], &node.at),
            "format" if node.value.is_string() => {
                shape.format = shape.format.take().or(Some(*node));
            }
            "format" => self.malformed(node),
            "default" => shape.default = shape.default.take().or(Some(*node)),
            key => self.note(key, node),
        }
    }

    /// A keyword that no type depends on.
    pub(crate) fn note(&mut self, key: &str, node: &Node<'a>) {
        match key {
            _ if documents(key) || limits(key).is_some() => {}
            "readOnly" | "writeOnly" => {
                self.relax(&node.at, format!("`{key}` is not checked: it is a field as others"));
            }
            "contentEncoding" | "contentMediaType" | "contentSchema" => {
                self.relax(&node.at, format!("`{key}` is left out: the value stays text"));
            }
            "discriminator" => {
                self.relax(&node.at, "not generated: set and read the property as any other");
            }
            // Where they lead matters, not where they are kept.
            "$defs" | "definitions" => {}
            key if CHECKS.contains(&key) => {
                self.relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            key => match names::misspelt(key, EVERY) {
                Some(known) => self.relax(
                    &node.at,
                    format!("`{key}` is not a keyword, and left out: `{known}` is one"),
                ),
                None => self.relax(&node.at, format!("`{key}` is not a keyword, and left out")),
            },
        }
    }

    /// A keyword beside a reference.
    pub(crate) fn note_aside(&mut self, key: &str, node: &Node<'a>) {
        if limits(key).is_some() {
            self.relax(&node.at, format!("`{key}` is not checked here, only by the service"));
        }
        self.note(key, node);
    }

    /// The types that one schema allows: `type`, and 3.0's `nullable` beside it.
    fn kinds(&mut self, shape: &mut Shape<'a>, schema: &Node<'a>, outermost: bool) {
        let null = self.nullable(schema);
        let names = match schema.get("type") {
            Some(node) if node.value.is_array() => node.entries().collect(),
            Some(node) => vec![node],
            // Strictly, `nullable` means nothing without a `type`; those who write it beside a
            // reference or a composition mean it all the same.
            None => {
                shape.or_null |= null && outermost;
                return;
            }
        };
        let mut kinds = Kinds::NONE;
        for name in names {
            let text = name.text().unwrap_or_default();
            kinds = kinds.or(Kinds::named(text).unwrap_or_else(|| {
                let meant = Kinds::meant(text).unwrap_or(Kinds::ALL);
                let what = format!("{} is not a type: taken as `{}`", name.value, meant.name());
                self.relax(&name.at, what);
                meant
            }));
        }
        if kinds == Kinds::NONE {
            kinds = Kinds::ALL;
        }
        shape.kinds = shape.kinds.and(if null { kinds.or(Kinds::NULL) } else { kinds });
    }

    /// True when 3.0's `nullable` is there. Many a document says 3.1 and still has it.
    pub(crate) fn nullable(&mut self, schema: &Node<'a>) -> bool {
        let Some(node) = schema.get("nullable").filter(|node| node.value == true) else {
            return false;
        };
        if self.version == Version::V3_1 {
            self.relax(&node.at, "3.1 does not have `nullable`: null is taken, as in 3.0");
        }
        true
    }

    fn required(&mut self, shape: &mut Shape<'a>, node: &Node<'a>) {
        // A property that says of itself that it is required, as in JSON Schema before 2013.
        if !node.value.is_array() {
            return self.malformed(node);
        }
        for entry in node.entries() {
            match entry.text() {
                Some(name) if shape.required.contains(&name) => {}
                Some(name) => shape.required.push(name),
                None => self.malformed(&entry),
            }
        }
    }

    /// What properties may be there that are not named.
    fn others(&mut self, shape: &mut Shape<'a>, key: &str, node: &Node<'a>) {
        match node.value {
            // The same as to say nothing.
            Value::Bool(true) => {}
            Value::Bool(false) => {
                self.relax(&node.at, "others are read: a new property is no error");
            }
            _ if key == "unevaluatedProperties" => {
                self.relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            _ => shape.values.push(*node),
        }
    }

    /// A keyword whose value is of another type than it must be.
    pub(crate) fn malformed(&mut self, node: &Node<'a>) {
        self.relax(&node.at, "malformed, and left out");
    }

    /// What the limits say is not checked. typify would check some of them, and fail to read an
    /// answer for the sake of a value that nobody looks at.
    pub(crate) fn note_limits(&mut self, shape: &Shape<'a>) {
        for (key, at) in &shape.limits {
            let applies = limits(key).unwrap_or(Kinds::ALL);
            let kinds = shape.kinds.without(Kinds::NULL);
            if shape.unions.is_empty() && !kinds.meets(applies) {
                let what = format!("`{key}` means nothing beside `type: {}`", kinds.name());
                self.relax(at, what);
            } else if !MEANT.contains(key) {
                self.relax(at, format!("`{key}` is not checked here, only by the service"));
            }
        }
    }
}
