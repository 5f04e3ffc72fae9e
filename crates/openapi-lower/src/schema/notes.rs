//! What is noted about keywords that no type depends on.

use crate::names;
use crate::report::Code;
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
                self.original.relax(
                    &node.at,
                    Code::NoEffect,
                    format!("`{key}` is ignored: the property is generated like any other"),
                );
            }
            "contentEncoding" | "contentMediaType" | "contentSchema" => {
                self.original.relax(
                    &node.at,
                    Code::NoEffect,
                    format!("`{key}` is ignored: the value stays text"),
                );
            }
            "discriminator" => {
                self.original.relax(
                    &node.at,
                    Code::NoEffect,
                    "not generated: set and read the property like any other",
                );
            }
            // Only references into them matter.
            "$defs" | "definitions" => {}
            key if CHECKS.contains(&key) => {
                self.original.relax(
                    &node.at,
                    Code::Limit,
                    format!("`{key}` is not checked by the client"),
                );
            }
            key => match names::meant(key, EVERY) {
                Some(known) => self.original.relax(
                    &node.at,
                    Code::Unknown,
                    format!("unknown keyword `{key}` is ignored; did you mean `{known}`?"),
                ),
                None => self.original.relax(
                    &node.at,
                    Code::Unknown,
                    format!("unknown keyword `{key}` is ignored"),
                ),
            },
        }
    }

    /// A keyword next to a reference.
    pub(crate) fn note_aside(&mut self, key: &str, node: &Node<'a>) {
        if limits(key).is_some() {
            self.original.relax(
                &node.at,
                Code::Limit,
                format!("`{key}` is not checked by the client"),
            );
        }
        self.note(key, node);
    }

    /// Notes limits, which are not checked. typify would check some of them, and refuse a whole
    /// response for a value that nobody looks at.
    pub(crate) fn note_limits(&mut self, shape: &Shape<'a>) {
        for (key, at) in &shape.limits {
            let applies = limits(key).unwrap_or(Kinds::ALL);
            let kinds = shape.kinds.without(Kinds::NULL);
            if shape.unions.is_empty() && !kinds.meets(applies) {
                let what = format!("`{key}` has no effect on `type: {}`", kinds.name());
                self.original.relax(at, Code::NoEffect, what);
            } else if !MEANT.contains(key) {
                self.original.relax(
                    at,
                    Code::Limit,
                    format!("`{key}` is not checked by the client"),
                );
            }
        }
    }
}
