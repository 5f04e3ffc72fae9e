//! The original document as a table, and the places in it.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::iter;

use serde_json::Value;

use crate::id::Id;
use crate::node::Node;

/// Every value of a document: what is within one value stands together, and what is within that
/// soon after, as a parser leaves it in memory.
///
/// A place is a row of the table: a number, which costs nothing to keep and to compare, and from
/// which a pointer is spelt out only where it is shown.
pub(crate) struct Tree<'a> {
    rows: Vec<Row<'a>>,
    /// How many are above the object or array that lies deepest.
    depth: usize,
}

struct Row<'a> {
    value: &'a Value,
    key: Key<'a>,
    /// What it is within.
    above: usize,
    /// The first that is within it, if any is.
    first: usize,
}

/// A key of an object, or an index of an array.
#[derive(Clone, Copy)]
enum Key<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Tree<'a> {
    pub(crate) fn of(value: &'a Value) -> Self {
        let mut rows = vec![Row { value, key: Key::Index(0), above: 0, first: 0 }];
        let mut depth = 0;
        let mut open = vec![(0, 0)];
        while let Some((above, outer)) = open.pop() {
            let first = rows.len();
            rows[above].first = first;
            match rows[above].value {
                Value::Object(fields) => {
                    rows.extend(fields.iter().map(|(name, value)| Row {
                        value,
                        key: Key::Name(name),
                        above,
                        first: 0,
                    }));
                    // `serde_json` keeps a document's own order when any crate of the build asks
                    // it to.
                    rows[first..].sort_by_key(Row::name);
                }
                Value::Array(entries) => {
                    rows.extend(entries.iter().enumerate().map(|(index, value)| Row {
                        value,
                        key: Key::Index(index),
                        above,
                        first: 0,
                    }));
                }
                _ => {}
            }
            depth = depth.max(outer);
            let holds = |row: &usize| rows[*row].value.is_object() || rows[*row].value.is_array();
            open.extend((first..rows.len()).rev().filter(holds).map(|row| (row, outer + 1)));
        }
        Self { rows, depth }
    }

    pub(crate) fn root(&'a self) -> Node<'a> {
        self.rows[0].node(Pointer { tree: self, row: 0 })
    }

    /// The first place that has `limit` others above it, if some object or array lies deeper.
    pub(crate) fn deeper_than(&'a self, limit: usize) -> Option<Pointer<'a>> {
        if self.depth <= limit {
            return None;
        }
        let mut level = vec![self.root()];
        for _ in 0..limit {
            level = level.iter().flat_map(Node::inner).map(|(_, node)| node).collect();
        }
        level.first().map(|node| node.at)
    }
}

impl<'a> Row<'a> {
    fn name(&self) -> &'a str {
        match self.key {
            Key::Name(name) => name,
            Key::Index(_) => "",
        }
    }

    fn node(&self, at: Pointer<'a>) -> Node<'a> {
        Node { value: self.value, at }
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

    /// The first `count` values within the one that is here, by name, or all without a name.
    pub(crate) fn inner(
        self,
        count: usize,
    ) -> impl ExactSizeIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let Self { tree, row } = self;
        let first = tree.rows[row].first;
        tree.rows[first..first + count]
            .iter()
            .enumerate()
            .map(move |(index, row)| (row.name(), row.node(Self { tree, row: first + index })))
    }

    /// The one of this name, among as many.
    pub(crate) fn named(self, name: &str, count: usize) -> Option<Node<'a>> {
        let Self { tree, row } = self;
        let first = tree.rows[row].first;
        let rows = &tree.rows[first..first + count];
        let index = if count <= FEW {
            rows.iter().position(|row| row.name() == name)?
        } else {
            rows.binary_search_by_key(&name, Row::name).ok()?
        };
        Some(rows[index].node(Self { tree, row: first + index }))
    }
}

/// As many names are compared one by one, which looks at few letters, before others are halved.
const FEW: usize = 16;

impl Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = &self.tree.rows;
        let above = |row: &usize| Some(rows[*row].above).filter(|row| *row > 0);
        let here = Some(self.row).filter(|row| *row > 0);
        let places: Vec<_> = iter::successors(here, above).collect();
        places.iter().rev().try_for_each(|row| match rows[*row].key {
            Key::Name(name) => f.write_str("/").and_then(|()| f.write_str(&escape(name))),
            Key::Index(index) => write!(f, "/{index}"),
        })
    }
}

/// A key as a pointer has it.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if !key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        return key.into();
    }
    key.replace('~', "~0").replace('/', "~1").into()
}
