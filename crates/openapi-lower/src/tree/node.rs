//! A value of the original document together with its place.

use std::borrow::Cow;

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

    /// The target of a reference such as `#/components/schemas/Pet`; `self` is the root.
    pub(crate) fn locate(&self, reference: &str) -> Option<Node<'a>> {
        let keys = reference.strip_prefix("#/")?;
        keys.split('/').try_fold(*self, |node, key| {
            let key = unescape(key);
            node.get(&key).or_else(|| node.entries().nth(key.parse().ok()?))
        })
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

/// A key of a reference, without its percent encoding and JSON pointer escapes.
fn unescape(key: &str) -> Cow<'_, str> {
    if !key.bytes().any(|byte| matches!(byte, b'%' | b'~')) {
        return key.into();
    }
    let mut bytes = Vec::new();
    let mut rest = key.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|code| str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).replace("~1", "/").replace("~0", "~").into()
}
