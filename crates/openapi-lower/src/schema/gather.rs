//! The shape of a schema, gathered keyword by keyword.

use serde_json::Value;

use crate::original::Version;
use crate::report::Code;
use crate::schema::keyword::limits;
use crate::schema::kind::Kinds;
use crate::schema::reduce::is_null;
use crate::schema::schemas::Schemas;
use crate::schema::shape::Shape;
use crate::tree::{Node, Walk};

impl<'a> Schemas<'a> {
    /// What several schemas say together, with all that they refer to and are composed of.
    pub(crate) fn shape(&mut self, schemas: &[Node<'a>]) -> Shape<'a> {
        let shape = self.shape_of_part(schemas);
        if let Some(kind) = shape.assumed
            && let Some(schema) = schemas.first()
        {
            self.original.relax(
                &schema.at,
                Code::TypeAssumed,
                format!("no `type`: read as `type: {}`, and other values are refused", kind.name()),
            );
        }
        shape
    }

    /// The same for a part of a schema, such as the branch of a union, which need not name the type
    /// again.
    ///
    /// Each is visited once, without recursion, so cycles of `allOf` and `$ref` end.
    pub(super) fn shape_of_part(&mut self, schemas: &[Node<'a>]) -> Shape<'a> {
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
                    self.original.relax(
                        &schema.at,
                        Code::Limit,
                        "`false` allows no value, which is not checked",
                    );
                }
                _ => self.original.relax(
                    &schema.at,
                    Code::AnyValue,
                    "not a schema: any value is accepted",
                ),
            }
        }
        let null_in_each = |unions: &[Vec<Node<'a>>]| {
            !unions.is_empty() && unions.iter().all(|branches| branches.iter().any(is_null))
        };
        let untyped = shape.kinds == Kinds::ALL;
        if untyped && !shape.unions.is_empty() && !shape.is_union() {
            shape.kinds = kinds_of_unions(&shape.unions);
        }
        shape.assumed = shape.infer();
        shape.or_null |= untyped && shape.assumed.is_some() && null_in_each(&shape.unions);
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
            "$dynamicRef" if node.follow().is_some() => open.extend(self.target(node)),
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
                    self.original.relax(&node.at, Code::Limit, "the name patterns are not checked");
                }
                shape.values.extend(patterns.map(|(_, schema)| schema));
            }
            "items" if node.value.is_array() => {
                self.original.relax(
                    &node.at,
                    Code::AnyValue,
                    "per-entry schemas are not checked: any entry is accepted",
                );
            }
            "items" => shape.items.push(*node),
            "prefixItems" => self.original.relax(
                &node.at,
                Code::AnyValue,
                "per-entry schemas are not checked: any entry is accepted",
            ),
            "then" | "else" => {
                shape.sometimes.push(*node);
                self.original.relax(
                    &node.at,
                    Code::Limit,
                    format!("`{key}` is not checked by the client"),
                );
            }
            "dependentSchemas" => {
                shape.sometimes.extend(self.original.fields(node).map(|(_, node)| node));
                self.original.relax(
                    &node.at,
                    Code::Limit,
                    format!("`{key}` is not checked by the client"),
                );
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

    /// The types that one schema allows: `type`, and `nullable` of 3.0.
    fn kinds(&mut self, shape: &mut Shape<'a>, schema: &Node<'a>, outermost: bool) {
        let null = self.nullable(schema);
        let names = match schema.get("type") {
            Some(node) if node.value.is_array() => node.entries().collect(),
            Some(node) => vec![node],
            // Strictly, `nullable` means nothing without a `type`, but authors who write it next
            // to a reference or a composition mean it.
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
                let what = format!("unknown type {}: read as `{}`", name.value, meant.name());
                self.original.relax(&name.at, Code::TypeAssumed, what);
                meant
            }));
        }
        if kinds == Kinds::NONE {
            kinds = Kinds::ALL;
        }
        shape.kinds = shape.kinds.and(if null { kinds.or(Kinds::NULL) } else { kinds });
    }

    /// True when `nullable` of 3.0 is set, which many 3.1 documents still use.
    pub(crate) fn nullable(&mut self, schema: &Node<'a>) -> bool {
        let Some(node) = schema.get("nullable").filter(|node| node.is_true()) else {
            return false;
        };
        if self.original.version == Version::V3_1 {
            self.original.relax(
                &node.at,
                Code::Nullable,
                "`nullable` is not part of OpenAPI 3.1: null is accepted, as in 3.0",
            );
        }
        true
    }

    fn required(&mut self, shape: &mut Shape<'a>, node: &Node<'a>) {
        // `required: true` in a property, as in JSON Schema before 2013.
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

    /// The schema of additional properties.
    fn others(&mut self, shape: &mut Shape<'a>, key: &str, node: &Node<'a>) {
        match node.value {
            Value::Bool(true) => shape.any_others |= key == "additionalProperties",
            Value::Bool(false) => {
                self.original.relax(
                    &node.at,
                    Code::NewProperties,
                    "additional properties are accepted, so that new ones can be added",
                );
            }
            _ if key == "unevaluatedProperties" => {
                self.original.relax(
                    &node.at,
                    Code::NewProperties,
                    format!("`{key}` is not checked by the client"),
                );
            }
            _ => shape.values.push(*node),
        }
    }
}

/// The types that unions next to `properties` and the like allow, if each branch names its types and
/// objects are among them. Otherwise all types.
fn kinds_of_unions(unions: &[Vec<Node<'_>>]) -> Kinds {
    let of = |branch: &Node<'_>| {
        let name = branch.get("type")?;
        let names = if name.value.is_array() { name.entries().collect() } else { vec![name] };
        let kinds = names.iter().map(|name| Kinds::named(name.text()?));
        let kinds = kinds.reduce(|all, kind| Some(all?.or(kind?)))??;
        let null = branch.get("nullable").is_some_and(|nullable| nullable.is_true());
        Some(if null { kinds.or(Kinds::NULL) } else { kinds })
    };
    let mut kinds = Kinds::ALL;
    for branches in unions {
        let union = branches.iter().map(of).reduce(|all, kind| Some(all?.or(kind?)));
        kinds = kinds.and(union.flatten().unwrap_or(Kinds::ALL));
    }
    if kinds.has(Kinds::OBJECT) { kinds } else { Kinds::ALL }
}
