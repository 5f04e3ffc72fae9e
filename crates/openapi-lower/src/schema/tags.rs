//! Properties whose values tell the branches of a union apart.

use std::collections::HashMap;

use crate::schema::schemas::Schemas;
use crate::schema::shape::Shape;
use crate::tree::{Id, Node};

/// The values by which a property tells branches apart, by the schema of the property.
#[derive(Default)]
pub(crate) struct Tags<'a>(HashMap<Id, Vec<&'a str>>);

/// A property of one branch that has enumerated texts.
struct Candidate<'a> {
    name: &'a str,
    texts: Vec<&'a str>,
    schema: Id,
}

impl<'a> Tags<'a> {
    /// The values of a property that tells branches apart.
    pub(crate) fn of(&self, schema: &Node<'a>) -> Option<&[&'a str]> {
        self.0.get(&schema.id()).map(Vec::as_slice)
    }
}

impl<'a> Schemas<'a> {
    /// Finds the properties that tell the branches of a union apart by their values.
    pub(crate) fn find_tags(&mut self, union: &Node<'a>, tags: &mut Tags<'a>) {
        let mut shape = Shape::new(union.at);
        shape.unions.push(union.entries().collect());
        let mut candidates = Vec::new();
        for leaf in self.leaves(&shape).leaves {
            for name in &leaf.shape.required {
                let Some(schemas) = leaf.shape.properties.get(name) else { continue };
                let Some(texts) = self.shape(schemas).texts() else { continue };
                let Some(schema) = schemas.first().map(Node::id) else { continue };
                candidates.push(Candidate { name, texts, schema });
            }
        }
        for Candidate { name, texts, schema } in &candidates {
            let differs = candidates.iter().any(|other| {
                other.name == *name && !other.texts.iter().any(|text| texts.contains(text))
            });
            if differs {
                tags.0.insert(*schema, texts.clone());
            }
        }
    }
}
