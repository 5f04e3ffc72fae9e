//! Media types.

use crate::operation::operations::Operations;
use crate::original::Unresolved;
use crate::tree::Node;

/// A media type of a body, and what is said about it.
#[derive(Clone, Copy)]
pub(super) struct Media<'a> {
    pub(super) name: &'a str,
    pub(super) node: Node<'a>,
    /// Why nothing is known of it but its name: OpenAPI 3.2 allows references to media types.
    pub(super) unresolved: Option<Unresolved<'a>>,
}

impl<'a> Media<'a> {
    pub(super) fn is_json(&self) -> bool {
        self.essence() == "application/json" && !self.is_sequence() && self.unresolved.is_none()
    }

    /// True for several values one after the other, as OpenAPI 3.2 describes them.
    pub(super) fn is_sequence(&self) -> bool {
        self.node.get("itemSchema").is_some()
    }

    /// The name without its parameters.
    pub(super) fn essence(&self) -> String {
        self.name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// True for a range of media types that includes JSON.
    pub(super) fn is_range(&self) -> bool {
        matches!(self.essence().as_str(), "*/*" | "application/*")
    }

    /// True when the schema says that the body is bytes.
    pub(super) fn is_binary(&self) -> bool {
        let format = self.node.get("schema").and_then(|schema| schema.get("format"));
        format.is_some_and(|format| format.value == "binary")
    }
}

/// JSON under another name.
pub(super) fn like_json<'m, 'a>(content: &'m [Media<'a>]) -> Option<&'m Media<'a>> {
    let mut known = content.iter().filter(|media| media.unresolved.is_none());
    known.find(|media| media.essence().ends_with("+json") || media.is_range())
}

impl<'a> Operations<'a> {
    /// The media types of a body.
    pub(super) fn media_types(&self, content: &Node<'a>) -> Vec<Media<'a>> {
        let media = |(name, node)| match self.original.resolve(&node) {
            Ok(node) => Media { name, node, unresolved: None },
            Err(why) => Media { name, node, unresolved: Some(why) },
        };
        content.fields().map(media).collect()
    }

    /// The schema of a media type; without one, any value is allowed.
    pub(super) fn schema_of(&mut self, media: &Media<'a>) -> Option<Node<'a>> {
        for (key, node) in self.original.fields(&media.node) {
            match key {
                // `encoding` is for forms, and means nothing in JSON.
                "schema" | "example" | "examples" | "encoding" => {}
                // Of OpenAPI 3.2: such a body is left out, or arrives as bytes.
                "itemSchema" | "itemEncoding" | "prefixEncoding" => {}
                key if key.starts_with("x-") => {}
                key => self.original.unknown(key, &node.at),
            }
        }
        media.node.get("schema")
    }
}
