//! A value of the original document together with where it is.

use std::fmt::{self, Display};
use std::iter;
use std::rc::Rc;

use serde_json::Value;

/// A JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
///
/// A list of keys from the last to the first: most pointers are never spelt out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pointer<'a>(Option<Rc<Link<'a>>>);

#[derive(Debug)]
struct Link<'a> {
    before: Pointer<'a>,
    key: Key<'a>,
}

/// A key of an object, or an index of an array.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> From<&'a str> for Key<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl<'a> Pointer<'a> {
    pub(crate) fn child(&self, key: impl Into<Key<'a>>) -> Self {
        Self(Some(Rc::new(Link { before: self.clone(), key: key.into() })))
    }
}

impl Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let links = iter::successors(self.0.as_deref(), |link| link.before.0.as_deref());
        let keys: Vec<_> = links.map(|link| link.key).collect();
        keys.iter().rev().try_for_each(|key| match key {
            Key::Name(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")),
            Key::Index(index) => write!(f, "/{index}"),
        })
    }
}

/// Where a value of the original document is kept: what tells two of them apart.
///
/// Two that are equal are still two, as a pointer would say too, but need not be spelt out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(usize);

/// A value and its place. Lowering never looks at a value without one, so that whatever it
/// finds can be pointed at.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    pub(crate) at: Pointer<'a>,
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { value, at: Pointer::default() }
    }

    pub(crate) fn id(&self) -> Id {
        Id(std::ptr::from_ref(self.value).addr())
    }

    /// What a reference within the document leads to: `#/components/schemas/Pet`.
    pub(crate) fn locate(&self, reference: &str) -> Option<Node<'a>> {
        let keys = reference.strip_prefix("#/")?;
        keys.split('/').try_fold(self.clone(), |node, key| {
            let key = unescape(key);
            node.get(&key).or_else(|| node.entries().into_iter().nth(key.parse().ok()?))
        })
    }

    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        let (key, value) = self.value.as_object()?.get_key_value(key)?;
        Some(Node { value, at: self.at.child(key.as_str()) })
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// The fields of an object by name, or nothing when it is none. Sorted here, because
    /// `serde_json` keeps a document's own order when any crate of the build asks it to.
    pub(crate) fn fields(&self) -> Vec<(&'a str, Node<'a>)> {
        let Some(object) = self.value.as_object() else { return Vec::new() };
        let mut fields: Vec<_> = object
            .iter()
            .map(|(key, value)| (key.as_str(), Node { value, at: self.at.child(key.as_str()) }))
            .collect();
        fields.sort_by_key(|(key, _)| *key);
        fields
    }

    /// The entries of an array, or nothing when it is none.
    pub(crate) fn entries(&self) -> Vec<Node<'a>> {
        let Some(array) = self.value.as_array() else { return Vec::new() };
        let entry = |(index, value)| Node { value, at: self.at.child(Key::Index(index)) };
        array.iter().enumerate().map(entry).collect()
    }

    /// The first place that lies deeper than `limit`. Does not recurse itself.
    pub(crate) fn deeper_than(&self, limit: usize) -> Option<Pointer<'a>> {
        let mut open = vec![(self.value, 0)];
        while let Some((value, depth)) = open.pop() {
            if depth > limit {
                return Some(self.deepest(limit));
            }
            let inner = |value: &&Value| value.is_object() || value.is_array();
            match value {
                Value::Object(fields) => {
                    open.extend(fields.values().filter(inner).map(|value| (value, depth + 1)));
                }
                Value::Array(entries) => {
                    open.extend(entries.iter().filter(inner).map(|value| (value, depth + 1)));
                }
                _ => {}
            }
        }
        None
    }

    /// A place that as many others are above as there may be.
    fn deepest(&self, limit: usize) -> Pointer<'a> {
        let mut level = vec![self.clone()];
        for _ in 0..limit {
            let inner = level.iter().flat_map(|node| {
                node.fields().into_iter().map(|(_, field)| field).chain(node.entries())
            });
            let next: Vec<_> = inner.collect();
            match next.first() {
                Some(_) => level = next,
                None => break,
            }
        }
        level.swap_remove(0).at
    }
}

/// A key as it stands in a reference: percent-encoded, and escaped as a JSON pointer is.
fn unescape(key: &str) -> String {
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
    String::from_utf8_lossy(&bytes).replace("~1", "/").replace("~0", "~")
}
