//! Components, and references to them.

use crate::id::IdMap;
use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::schema::Wanted;

/// A schema that others refer to.
#[derive(Clone)]
pub(crate) struct Component {
    /// What it is called in the new document.
    name: String,
    used: bool,
    null: Option<bool>,
}

/// The component schemas, and what else is referred to, by their place.
#[derive(Default)]
pub(crate) struct Components<'a> {
    named: IdMap<Component>,
    /// What is referred to, and how, until it turns out whether it makes a component.
    referred: IdMap<&'a str>,
}

/// The names that OpenAPI allows; none needs to be escaped in a reference.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

impl<'a> Lowering<'a> {
    fn component_schemas(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let components = self.root.get("components");
        let schemas = components.and_then(|components| components.get("schemas"));
        schemas.into_iter().flat_map(|schemas| schemas.fields())
    }

    /// Gives each component schema its name in the new document, before any other schema can
    /// take it.
    pub(super) fn name_components(&mut self) {
        for (original, schema) in self.component_schemas() {
            let plain = if is_plain(original) { original } else { &names::pascal(original) };
            let name = self.types.take(plain);
            if plain != original {
                let what = format!("called `{name}`: a component must have letters and digits");
                self.relax(&schema.at, what);
            } else if name != original {
                self.relax(&schema.at, format!("called `{name}`: another schema makes that type"));
            }
            let component = Component { name, used: false, null: None };
            self.components.named.insert(schema.id(), component);
        }
    }

    /// Lowers the schemas that were referred to, and those that they refer to.
    pub(super) fn lower_wanted(&mut self) {
        while let Some(wanted) = self.wanted.pop_front() {
            let lowered = self.definition(&wanted);
            if let Some(schema) = wanted.schemas.first() {
                self.origins.insert(wanted.name.clone(), schema.at.to_string());
            }
            self.hoist(&wanted.name, lowered);
        }
        for (_, schema) in self.component_schemas() {
            let unused = |component: &Component| !component.used;
            if self.components.named.get(&schema.id()).is_some_and(unused) {
                self.relax(&schema.at, "not generated: no operation uses it");
            }
        }
    }

    /// What a `$ref` leads to; nothing when it leads nowhere, which stands for any value.
    pub(crate) fn target(&mut self, reference: &Node<'a>) -> Option<Node<'a>> {
        let text = reference.text().unwrap_or_default();
        let Some(target) = self.root.locate(text) else {
            let what = format!("{} is not in this document: any value is taken", reference.value);
            self.relax(&reference.at, what);
            return None;
        };
        self.mark_used(&target);
        if !self.components.named.contains_key(&target.id()) {
            self.components.referred.insert(target.id(), text);
        }
        Some(target)
    }

    fn mark_used(&mut self, schema: &Node<'a>) {
        if let Some(component) = self.components.named.get_mut(&schema.id()) {
            component.used = true;
        }
    }

    /// The name of the component that the schema is, or becomes because it is referred to.
    pub(crate) fn component_name(&mut self, schema: &Node<'a>) -> Option<String> {
        let id = schema.id();
        if !self.components.named.contains_key(&id) {
            let name = self.types.take(&name_for(self.components.referred.get(&id)?));
            self.relax(&schema.at, format!("called `{name}`: it is referred to where it stands"));
            self.components.named.insert(id, Component { name, used: false, null: None });
        }
        let component = self.components.named.get_mut(&id)?;
        let name = component.name.clone();
        component.used = true;
        if self.queued.insert(id) {
            let answer = self.answers.contains(&id);
            let schemas = vec![*schema];
            self.wanted.push_back(Wanted { name: name.clone(), schemas, answer });
        }
        Some(name)
    }

    pub(crate) fn component_allows_null(&mut self, schema: &Node<'a>) -> bool {
        let known = self.components.named.get(&schema.id()).and_then(|component| component.null);
        if let Some(null) = known {
            return null;
        }
        // What most schemas say, and what needs no look at what they are composed of.
        let has = |key| schema.get(key).is_some();
        let own = !["nullable", "$ref", "allOf", "oneOf", "anyOf"].into_iter().any(has);
        if own && schema.get("type").is_some_and(|kind| kind.text().is_some_and(|it| it != "null"))
        {
            return false;
        }
        let shape = self.shape(std::slice::from_ref(schema));
        let null = shape.allows_null() || shape.is_union() && self.leaves(&shape).1;
        if let Some(component) = self.components.named.get_mut(&schema.id()) {
            component.null = Some(null);
        }
        null
    }

    /// A response, parameter, request body or path, or the component that it refers to.
    pub(crate) fn resolve(&mut self, node: &Node<'a>) -> Result<Node<'a>, String> {
        let mut node = *node;
        // Longer than any chain that means something.
        for _ in 0..16 {
            let Some(target) = node.get("$ref") else { return Ok(node) };
            let found = target.text().and_then(|text| self.root.locate(text));
            node = found.ok_or_else(|| format!("{} is not in this document", target.value))?;
        }
        Err("the references lead in a circle".to_owned())
    }
}

/// A name from a reference: `#/components/schemas/Pet/properties/owner` is a `PetOwner`.
fn name_for(reference: &str) -> String {
    let known = [
        "#",
        "components",
        "schemas",
        "properties",
        "definitions",
        "$defs",
        "paths",
        "responses",
        "content",
        "application~1json",
        "schema",
        "requestBodies",
        "parameters",
    ];
    let keys = reference.split('/').filter(|key| !known.contains(key));
    names::pascal(&keys.collect::<Vec<_>>().join("-"))
}
