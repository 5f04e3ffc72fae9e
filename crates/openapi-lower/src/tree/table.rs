//! Every value of a document in one table, in the order in which it is visited.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::iter;
use std::ops::Range;

use serde_json::Value;

/// Every value of a document. The children of one value are adjacent rows.
///
/// A place is a row number: cheap to store and to compare. Its pointer is built only when shown.
pub(crate) struct Tree<'a> {
    rows: Vec<Row<'a>>,
    /// The number of ancestors of the deepest object or array.
    depth: usize,
}

pub(crate) struct Row<'a> {
    pub(crate) value: &'a Value,
    key: Key<'a>,
    parent: usize,
    /// The first child, if there is one.
    first: usize,
}

/// A key of an object, or an index of an array.
#[derive(Clone, Copy)]
enum Key<'a> {
    Name(&'a str),
    Index(usize),
}

/// The row of a value. Two values that are equal still have two ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(usize);

impl<'a> Tree<'a> {
    pub(crate) fn of(value: &'a Value) -> Self {
        let mut rows = vec![Row { value, key: Key::Index(0), parent: 0, first: 0 }];
        let mut depth = 0;
        let mut open = vec![(0, 0)];
        while let Some((parent, ancestors)) = open.pop() {
            let first = rows.len();
            rows[parent].first = first;
            match rows[parent].value {
                Value::Object(fields) => {
                    rows.extend(fields.iter().map(|(name, value)| Row {
                        value,
                        key: Key::Name(name),
                        parent,
                        first: 0,
                    }));
                    // Not sorted already when any crate of the build turns on serde_json's
                    // `preserve_order`.
                    rows[first..].sort_by_key(Row::name);
                }
                Value::Array(entries) => {
                    rows.extend(entries.iter().enumerate().map(|(index, value)| Row {
                        value,
                        key: Key::Index(index),
                        parent,
                        first: 0,
                    }));
                }
                _ => {}
            }
            depth = depth.max(ancestors);
            let has_children =
                |row: &usize| rows[*row].value.is_object() || rows[*row].value.is_array();
            let children = (first..rows.len()).rev().filter(has_children);
            open.extend(children.map(|row| (row, ancestors + 1)));
        }
        Self { rows, depth }
    }

    pub(crate) fn root(&'a self) -> Pointer<'a> {
        Pointer { tree: self, row: 0 }
    }

    /// The first place that has `limit` ancestors, if an object or array lies deeper than that.
    pub(crate) fn deeper_than(&'a self, limit: usize) -> Option<Pointer<'a>> {
        if self.depth <= limit {
            return None;
        }
        let mut level = vec![self.root()];
        for _ in 0..limit {
            level = level.into_iter().flat_map(Pointer::children).collect();
        }
        level.first().copied()
    }
}

impl<'a> Row<'a> {
    fn name(&self) -> &'a str {
        match self.key {
            Key::Name(name) => name,
            Key::Index(_) => "",
        }
    }
}

/// A place, shown as a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
#[derive(Clone, Copy)]
pub(crate) struct Pointer<'a> {
    tree: &'a Tree<'a>,
    row: usize,
}

impl<'a> Pointer<'a> {
    pub(crate) fn id(self) -> Id {
        Id(self.row)
    }

    pub(crate) fn value(self) -> &'a Value {
        self.tree.rows[self.row].value
    }

    /// The key of this place in its object; empty in an array.
    pub(crate) fn name(self) -> &'a str {
        self.tree.rows[self.row].name()
    }

    /// The fields of an object sorted by name, or the entries of an array.
    pub(crate) fn children(self) -> impl ExactSizeIterator<Item = Pointer<'a>> + use<'a> {
        let tree = self.tree;
        self.child_rows().map(move |row| Self { tree, row })
    }

    /// The field of this name.
    pub(crate) fn child(self, name: &str) -> Option<Self> {
        let rows = self.child_rows();
        let first = rows.start;
        let index = self.tree.rows[rows].binary_search_by_key(&name, Row::name).ok()?;
        Some(Self { tree: self.tree, row: first + index })
    }

    fn child_rows(self) -> Range<usize> {
        let Row { value, first, .. } = &self.tree.rows[self.row];
        let count = match value {
            Value::Object(fields) => fields.len(),
            Value::Array(entries) => entries.len(),
            _ => 0,
        };
        *first..first + count
    }
}

impl Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = &self.tree.rows;
        let parent = |row: &usize| Some(rows[*row].parent).filter(|row| *row > 0);
        let here = Some(self.row).filter(|row| *row > 0);
        let places: Vec<_> = iter::successors(here, parent).collect();
        places.iter().rev().try_for_each(|row| match rows[*row].key {
            Key::Name(name) => f.write_str("/").and_then(|()| f.write_str(&escape(name))),
            Key::Index(index) => write!(f, "/{index}"),
        })
    }
}

/// A key as a JSON pointer spells it.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if !key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        return key.into();
    }
    key.replace('~', "~0").replace('/', "~1").into()
}
