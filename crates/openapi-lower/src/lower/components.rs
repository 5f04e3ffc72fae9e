//! Components, and references to them.

use serde_json::{Value, json};

use crate::lower::{Lowering, reference_to};
use crate::node::Node;
use crate::schema::Place;

/// A component schema of the original.
#[derive(Clone)]
pub(super) struct Component<'a> {
    schema: Node<'a>,
    /// What it is called in the new document.
    name: String,
    used: bool,
}

/// The name in `#/components/schemas/name`.
pub(super) fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/").filter(|name| is_plain(name))
}

/// The names that OpenAPI allows; none needs to be escaped in a reference.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

impl<'a> Lowering<'a> {
    /// Gives each component schema its name in the new document, before any other schema can
    /// take it.
    pub(super) fn name_components(&mut self) {
        let components = self.root.get("components");
        let schemas = components.and_then(|components| components.get("schemas"));
        for (original, schema) in schemas.map(|schemas| schemas.fields()).unwrap_or_default() {
            if !is_plain(original) {
                let what = format!("a component cannot be called `{original}`");
                self.refuse(&schema.at, what, "rename it: letters, digits, `.`, `_` and `-`");
            }
            let name = self.types.take(original);
            if name != original {
                self.relax(&schema.at, format!("called `{name}`: another schema makes that type"));
            }
            self.components.insert(original, Component { schema, name, used: false });
        }
    }

    /// Lowers the component schemas that were referred to, and those that they refer to.
    pub(super) fn lower_wanted(&mut self) {
        while let Some(original) = self.wanted.pop_front() {
            let Some(Component { schema, name, .. }) = self.components.get(original).cloned()
            else {
                continue;
            };
            // References to a reference lead past it.
            if schema.get("$ref").is_none() {
                let place = Place::component(&name, self.answers.contains(original));
                let lowered = self.definition(&schema, &place);
                self.hoist(&name, lowered);
            }
        }
        let unused = self.components.values().filter(|component| !component.used);
        for at in unused.map(|component| component.schema.at.clone()).collect::<Vec<_>>() {
            self.relax(&at, "not generated: no operation uses it");
        }
    }

    /// A reference to a component schema. When that is a reference itself, to what it leads to.
    pub(crate) fn reference(&mut self, schema: &Node<'a>) -> Value {
        let mut schema = schema.clone();
        let mut last = None;
        let mut passed = Vec::new();
        while let Some(target) = schema.get("$ref") {
            self.stands_alone(&schema);
            let text = target.text().unwrap_or_default();
            let name = schema_name(text).unwrap_or_default();
            let Some((original, component)) = self.components.get_key_value(name) else {
                let what = format!("{} is not a component schema of this document", target.value);
                self.refuse(&target.at, what, "refer to one in `#/components/schemas/`");
                return json!({});
            };
            let original = *original;
            if passed.contains(&original) {
                self.refuse(&target.at, "the references lead in a circle", "describe the schema");
                return json!({});
            }
            passed.push(original);
            schema = component.schema.clone();
            last = Some(component.name.clone());
        }
        for original in passed {
            self.want(original);
        }
        last.map_or(json!({}), |name| reference_to(&name))
    }

    fn want(&mut self, original: &'a str) {
        if let Some(component) = self.components.get_mut(original)
            && !std::mem::replace(&mut component.used, true)
        {
            self.wanted.push_back(original);
        }
    }

    /// Refuses what stands beside a reference and is no documentation: 3.0 ignores it.
    fn stands_alone(&mut self, schema: &Node<'a>) {
        for (key, node) in schema.fields() {
            match key {
                "$ref" | "title" | "summary" | "description" | "deprecated" => {}
                "example" | "examples" | "externalDocs" | "$comment" => {}
                key if key.starts_with("x-") => {}
                key => self.refuse(
                    &node.at,
                    format!("`{key}` beside `$ref` would be lost"),
                    "move it into what is referred to, or remove it in the overlay",
                ),
            }
        }
    }

    /// A response or a request body, or the component that it refers to.
    pub(super) fn resolve(&mut self, node: &Node<'a>, group: &str) -> Option<Node<'a>> {
        let Some(target) = node.get("$ref") else { return Some(node.clone()) };
        self.stands_alone(node);
        let text = target.text().unwrap_or_default();
        let found = text.strip_prefix("#/components/").and_then(|rest| {
            let name = rest.strip_prefix(group)?.strip_prefix('/')?;
            self.root.get("components")?.get(group)?.get(name)
        });
        let found = found.filter(|found| found.get("$ref").is_none());
        if found.is_none() {
            let what = format!("{} is not one of the components' `{group}`", target.value);
            self.refuse(&target.at, what, "correct the reference in the overlay");
        }
        found
    }
}
