//! Every keyword of a schema: what it adds to the shape, or that nothing is made of it.

use serde_json::Value;

use crate::original::Version;
use crate::schema::keyword::limits;
use crate::schema::kind::Kinds;
use crate::schema::schemas::Schemas;
use crate::schema::shape::Shape;
use crate::tree::{Node, Walk};

impl<'a> Schemas<'a> {
    /// What several schemas say together, with all that they refer to and are composed of.
    ///
    /// Each is visited once, whatever circle `allOf` and `$ref` lead in, and without recursion.
    pub(crate) fn shape(&mut self, schemas: &[Node<'a>]) -> Shape<'a> {
        let mut shape = Shape::new(schemas.first().unwrap_or(&self.original.root).at);
        let mut open = Walk::over(schemas.iter().copied());
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
                    self.original
                        .relax(&schema.at, "nothing is allowed here, which is not checked");
                }
                _ => self.original.relax(&schema.at, "not a schema: any value is taken"),
            }
        }
        if let Some(kind) = shape.infer()
            && let Some(schema) = schemas.first()
        {
            self.original.relax(
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
        open: &mut Walk<'a>,
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
            "allOf" => open.extend(self.original.entries(node)),
            "oneOf" | "anyOf" => {
                let branches: Vec<_> = self.original.entries(node).collect();
                if !branches.is_empty() {
                    shape.unions.push(branches);
                    shape.unions_at = node.at;
                }
            }
            "properties" => {
                for (name, property) in self.original.fields(node) {
                    shape.properties.entry(name).or_default().push(property);
                }
            }
            "required" => self.required(shape, node),
            "additionalProperties" | "unevaluatedProperties" => self.others(shape, key, node),
            "patternProperties" => {
                let patterns = self.original.fields(node);
                if patterns.len() > 0 {
                    self.original.relax(&node.at, "the patterns of the names are not checked");
                }
                shape.values.extend(patterns.map(|(_, schema)| schema));
            }
            "items" if node.value.is_array() => {
                self.original.relax(&node.at, "a schema for each entry: any entry is taken");
            }
            "items" => shape.items.push(*node),
            "prefixItems" => {
                self.original.relax(&node.at, "a schema for each entry: any entry is taken")
            }
            "then" | "else" => {
                shape.sometimes.push(*node);
                self.original
                    .relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            "dependentSchemas" => {
                shape.sometimes.extend(self.original.fields(node).map(|(_, node)| node));
                self.original
                    .relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            "enum" => match node.value.as_array() {
                Some(values) => shape.choose(values.iter().collect(), &node.at),
                None => self.original.malformed(node),
            },
            "const" => shape.choose(vec![node.value], &node.at),
            "format" if node.value.is_string() => {
                shape.format = shape.format.take().or(Some(*node));
            }
            "format" => self.original.malformed(node),
            "default" => shape.default = shape.default.take().or(Some(*node)),
            key => self.note(key, node),
        }
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
                self.original.relax(&name.at, what);
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
        let Some(node) = schema.get("nullable").filter(|node| node.is_true()) else {
            return false;
        };
        if self.original.version == Version::V3_1 {
            self.original.relax(&node.at, "3.1 does not have `nullable`: null is taken, as in 3.0");
        }
        true
    }

    fn required(&mut self, shape: &mut Shape<'a>, node: &Node<'a>) {
        // A property that says of itself that it is required, as in JSON Schema before 2013.
        if !node.value.is_array() {
            return self.original.malformed(node);
        }
        for entry in node.entries() {
            match entry.text() {
                Some(name) if shape.required.contains(&name) => {}
                Some(name) => shape.required.push(name),
                None => self.original.malformed(&entry),
            }
        }
    }

    /// What properties may be there that are not named.
    fn others(&mut self, shape: &mut Shape<'a>, key: &str, node: &Node<'a>) {
        match node.value {
            // The same as to say nothing.
            Value::Bool(true) => {}
            Value::Bool(false) => {
                self.original.relax(&node.at, "others are read: a new property is no error");
            }
            _ if key == "unevaluatedProperties" => {
                self.original
                    .relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            _ => shape.values.push(*node),
        }
    }
}
