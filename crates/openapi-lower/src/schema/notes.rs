//! What is noted about keywords that no type depends on.

use crate::names;
use crate::schema::keyword::{CHECKS, EVERY, MEANT, documents, limits};
use crate::schema::kind::Kinds;
use crate::schema::schemas::Schemas;
use crate::schema::shape::Shape;
use crate::tree::Node;

impl<'a> Schemas<'a> {
    /// A keyword that no type depends on.
    pub(crate) fn note(&mut self, key: &str, node: &Node<'a>) {
        match key {
            _ if documents(key) || limits(key).is_some() => {}
            "readOnly" | "writeOnly" => {
                self.original
                    .relax(&node.at, format!("`{key}` is not checked: it is a field as others"));
            }
            "contentEncoding" | "contentMediaType" | "contentSchema" => {
                self.original.relax(&node.at, format!("`{key}` is left out: the value stays text"));
            }
            "discriminator" => {
                self.original
                    .relax(&node.at, "not generated: set and read the property as any other");
            }
            // Where they lead matters, not where they are kept.
            "$defs" | "definitions" => {}
            key if CHECKS.contains(&key) => {
                self.original
                    .relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            key => match names::meant(key, EVERY) {
                Some(known) => self.original.relax(
                    &node.at,
                    format!("`{key}` is not a keyword, and left out: `{known}` is one"),
                ),
                None => {
                    self.original.relax(&node.at, format!("`{key}` is not a keyword, and left out"))
                }
            },
        }
    }

    /// A keyword beside a reference.
    pub(crate) fn note_aside(&mut self, key: &str, node: &Node<'a>) {
        if limits(key).is_some() {
            self.original
                .relax(&node.at, format!("`{key}` is not checked here, only by the service"));
        }
        self.note(key, node);
    }

    /// What the limits say is not checked. typify would check some of them, and fail to read an
    /// answer for the sake of a value that nobody looks at.
    pub(crate) fn note_limits(&mut self, shape: &Shape<'a>) {
        for (key, at) in &shape.limits {
            let applies = limits(key).unwrap_or(Kinds::ALL);
            let kinds = shape.kinds.without(Kinds::NULL);
            if shape.unions.is_empty() && !kinds.meets(applies) {
                let what = format!("`{key}` means nothing beside `type: {}`", kinds.name());
                self.original.relax(at, what);
            } else if !MEANT.contains(key) {
                self.original
                    .relax(at, format!("`{key}` is not checked here, only by the service"));
            }
        }
    }
}
