//! A value of the original document together with where it is.

use std::borrow::Cow;

use serde_json::Value;

use crate::id::Id;
use crate::tree::Pointer;

/// A value and its place. Lowering never looks at a value without one, so that whatever it
/// finds can be pointed at.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    pub(crate) at: Pointer<'a>,
}

impl<'a> Node<'a> {
    pub(crate) fn id(&self) -> Id {
        self.at.id()
    }

    /// What a reference within the document leads to, from its root: `#/components/schemas/Pet`.
    pub(crate) fn locate(&self, reference: &str) -> Option<Node<'a>> {
        let keys = reference.strip_prefix("#/")?;
        keys.split('/').try_fold(*self, |node, key| {
            let key = unescape(key);
            node.get(&key).or_else(|| node.entries().nth(key.parse().ok()?))
        })
    }

    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        self.at.named(key, self.value.as_object()?.len())
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// What is within: fields by name, or entries without one.
    pub(crate) fn inner(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        self.at.inner(match self.value {
            Value::Object(fields) => fields.len(),
            Value::Array(entries) => entries.len(),
            _ => 0,
        })
    }

    /// The fields of an object, sorted by name, or nothing when it is none.
    pub(crate) fn fields(&self) -> impl ExactSizeIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        self.at.inner(self.value.as_object().map_or(0, serde_json::Map::len))
    }

    /// The entries of an array, or nothing when it is none.
    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = Node<'a>> + use<'a> {
        self.at.inner(self.value.as_array().map_or(0, Vec::len)).map(|(_, entry)| entry)
    }
}

/// A key as it stands in a reference: percent-encoded, and escaped as a JSON pointer is.
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
