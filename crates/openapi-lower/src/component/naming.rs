//! The names of components.

use std::path::Path;

use crate::component::components::{Components, Named, Null};
use crate::component::place::{Direction, Place};
use crate::component::queue::Wanted;
use crate::names;
use crate::report::Code;
use crate::tree::{Node, Pointer};

impl<'a> Components<'a> {
    fn component_schemas(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let components = self.original.root.get("components");
        let schemas = components.and_then(|components| components.get("schemas"));
        schemas.into_iter().flat_map(|schemas| schemas.fields())
    }

    /// Gives each component schema its name in the new document, before any other schema can
    /// take it.
    pub(crate) fn name_all(&mut self) {
        for (original, schema) in self.component_schemas() {
            let valid = if is_valid(original) { original } else { &names::pascal(original) };
            let name = self.naming.types.take(valid);
            if valid != original {
                let what = format!(
                    "renamed to `{name}`: a component name must be letters, digits, `.`, `-` and `_`"
                );
                self.original.relax(&schema.at, Code::Renamed, what);
            } else if name != original {
                let what = format!("renamed to `{name}`: another schema makes the same type");
                self.original.relax(&schema.at, Code::Renamed, what);
            }
            self.naming.named.insert(schema.id(), Named { name, null: None });
        }
    }

    pub(super) fn note_unused(&self) {
        for (_, schema) in self.component_schemas() {
            if !self.schemas.is_used(&schema) {
                self.original.relax(
                    &schema.at,
                    Code::Unused,
                    "not generated: no operation uses it",
                );
            }
        }
    }

    /// The name of the component that the schema is, or becomes because something refers to it.
    pub(super) fn component_name(&mut self, schema: &Node<'a>) -> Option<String> {
        let name = match self.naming.named.get(&schema.id()) {
            Some(named) => named.name.clone(),
            None => {
                let reference = self.schemas.reference_to(schema)?;
                let name = self.naming.types.take(&name_for(reference));
                let what = format!("named `{name}`: a reference points to it");
                self.original.relax(&schema.at, Code::Renamed, what);
                let named = Named { name: name.clone(), null: None };
                self.naming.named.insert(schema.id(), named);
                name
            }
        };
        self.schemas.mark_used(schema);
        if self.queue.is_new(schema) {
            let direction = self.directions.get(&schema.id()).copied();
            // Schemas that no body refers to are those of parameters.
            let direction = direction.unwrap_or(Direction::Request);
            self.queue.push(Wanted { name: name.clone(), schemas: vec![*schema], direction });
        }
        Some(name)
    }

    pub(super) fn component_allows_null(&mut self, schema: &Node<'a>, place: &Place<'_>) -> bool {
        let known = self.naming.named.get(&schema.id()).and_then(|named| named.null);
        let null = known.unwrap_or_else(|| {
            let shape = self.schemas.shape(std::slice::from_ref(schema));
            let said =
                shape.allows_null() || shape.is_union() && self.schemas.leaves(&shape).allows_null;
            Null { said, assumed: shape.assumed.is_some() }
        });
        if let Some(named) = self.naming.named.get_mut(&schema.id()) {
            named.null = Some(null);
        }
        null.said || null.assumed && place.may_be_null()
    }

    /// A name for a schema in place.
    pub(crate) fn take_name(&mut self, place: &Place<'_>, at: &Pointer<'a>) -> String {
        let wanted = place.name();
        let name = self.naming.types.take(&wanted);
        if name != wanted {
            let what = format!("named `{name}`: another schema makes `{wanted}`");
            self.original.relax(at, Code::Renamed, what);
        }
        name
    }

    /// A name for a type without a single schema of the original behind it.
    pub(super) fn take_own_name(&mut self, wanted: &str) -> String {
        self.naming.types.take(wanted)
    }
}

/// True for the names that OpenAPI allows, which need no escapes in a reference.
fn is_valid(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// A name from a reference: `#/components/schemas/Pet/properties/owner` is a `PetOwner`, and
/// `schemas/pet.yaml` a `Pet`.
fn name_for(reference: &str) -> String {
    let known = [
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
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let keys: Vec<_> =
        fragment.split('/').filter(|key| !key.is_empty() && !known.contains(key)).collect();
    match keys[..] {
        [] => {
            let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
            names::pascal(&stem)
        }
        _ => names::pascal(&keys.join("-")),
    }
}
