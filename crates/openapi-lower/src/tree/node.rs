//! A value of the original document together with its place.

use serde_json::Value;

use crate::tree::table::{Id, Pointer};

/// A value and its place. Lowering never looks at a value without its place, so every finding
/// has a pointer.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    pub(crate) at: Pointer<'a>,
}

impl<'a> From<Pointer<'a>> for Node<'a> {
    fn from(at: Pointer<'a>) -> Self {
        Self { value: at.value(), at }
    }
}

impl<'a> Node<'a> {
    pub(crate) fn id(&self) -> Id {
        self.at.id()
    }

    /// The field of this name, if this is an object that has one.
    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        let at = Some(self.at).filter(|_| self.value.is_object());
        at.and_then(|at| at.child(key)).map(Node::from)
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// True when this is the boolean `true`.
    pub(crate) fn is_true(&self) -> bool {
        self.value == true
    }

    /// The children: fields with their names, or entries with an empty name.
    pub(crate) fn children(&self) -> impl ExactSizeIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        self.at.children().map(|at| (at.name(), at.into()))
    }

    /// The fields of an object, sorted by name; empty for other values.
    pub(crate) fn fields(&self) -> impl ExactSizeIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let count = self.value.as_object().map_or(0, serde_json::Map::len);
        self.children().take(count)
    }

    /// The entries of an array; empty for other values.
    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = Node<'a>> + use<'a> {
        let count = self.value.as_array().map_or(0, Vec::len);
        self.children().take(count).map(|(_, entry)| entry)
    }
}
