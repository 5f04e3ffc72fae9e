//! Every value of a document, and of the files that it refers to, in one table.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Display};
use std::iter;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;

/// Every value of a document. The children of one value are adjacent rows.
///
/// A place is a row number: cheap to store and to compare. Its pointer is built only when shown.
pub(crate) struct Tree<'a> {
    rows: Vec<Row<'a>>,
    /// The number of ancestors of the deepest object or array.
    depth: usize,
    files: Vec<File<'a>>,
    /// Places by their `$anchor`, with the root of the file; `None` where two have the same.
    anchors: HashMap<(usize, &'a str), Option<usize>>,
    /// Places by their `$id`; `None` where two have the same.
    ids: HashMap<&'a str, Option<usize>>,
}

/// A file of the document, the first of which is the document itself.
struct File<'a> {
    /// Relative to the folder of the document.
    path: &'a Path,
    root: usize,
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
        Self::of_files([(Path::new(""), value)])
    }

    /// The table of a document, which is the first of the files.
    pub(crate) fn of_files(files: impl IntoIterator<Item = (&'a Path, &'a Value)>) -> Self {
        let mut tree = Self {
            rows: Vec::new(),
            depth: 0,
            files: Vec::new(),
            anchors: HashMap::new(),
            ids: HashMap::new(),
        };
        for (path, value) in files {
            let root = tree.rows.len();
            tree.files.push(File { path, root });
            tree.rows.push(Row { value, key: Key::Index(0), parent: root, first: 0 });
            tree.add_children(root);
            for row in root..tree.rows.len() {
                tree.name(row, root);
            }
        }
        tree
    }

    /// Remembers the parent by its name, if the row is an `$anchor`, a `$dynamicAnchor` or an `$id`.
    fn name(&mut self, row: usize, root: usize) {
        let Row { value: Value::String(text), parent, .. } = self.rows[row] else { return };
        let unique = |known: &mut Option<usize>| *known = None;
        match self.rows[row].name() {
            "$anchor" | "$dynamicAnchor" => {
                self.anchors.entry((root, text)).and_modify(unique).or_insert(Some(parent));
            }
            "$id" => drop(self.ids.entry(text).and_modify(unique).or_insert(Some(parent))),
            _ => {}
        }
    }

    fn add_children(&mut self, root: usize) {
        let rows = &mut self.rows;
        let mut open = vec![(root, 0)];
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
            self.depth = self.depth.max(ancestors);
            let has_children =
                |row: &usize| rows[*row].value.is_object() || rows[*row].value.is_array();
            let children = (first..rows.len()).rev().filter(has_children);
            open.extend(children.map(|row| (row, ancestors + 1)));
        }
    }

    pub(crate) fn root(&'a self) -> Pointer<'a> {
        Pointer { tree: self, row: 0 }
    }

    /// The first place that has `limit` ancestors, if an object or array lies deeper than that.
    pub(crate) fn deeper_than(&'a self, limit: usize) -> Option<Pointer<'a>> {
        if self.depth <= limit {
            return None;
        }
        let roots = self.files.iter().map(|file| Pointer { tree: self, row: file.root });
        let mut level: Vec<_> = roots.collect();
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

/// A place, shown as a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)), with the file
/// in front if that is not the document itself.
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

    /// The root of the file in which this is.
    pub(crate) fn root(self) -> Self {
        let rows = &self.tree.rows;
        let parent = |row: &usize| Some(rows[*row].parent).filter(|parent| parent != row);
        let row = iter::successors(Some(self.row), parent).last().unwrap_or(self.row);
        Self { tree: self.tree, row }
    }

    /// The file in which this is, relative to the folder of the document.
    pub(crate) fn file(self) -> &'a Path {
        let root = self.root().row;
        let file = self.tree.files.iter().find(|file| file.root == root);
        file.map_or(Path::new(""), |file| file.path)
    }

    /// The root of a file of the document.
    pub(crate) fn root_of(self, path: &Path) -> Option<Self> {
        let file = self.tree.files.iter().find(|file| file.path == path)?;
        Some(Self { tree: self.tree, row: file.root })
    }

    /// The place with this `$anchor` in the file of this root.
    pub(crate) fn anchor(self, name: &str) -> Option<Self> {
        let row = self.tree.anchors.get(&(self.row, name)).copied()??;
        Some(Self { tree: self.tree, row })
    }

    /// The place with this `$id`.
    pub(crate) fn with_id(self, id: &str) -> Option<Self> {
        let row = self.tree.ids.get(id).copied()??;
        Some(Self { tree: self.tree, row })
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
        let root = self.root().row;
        if root > 0 {
            write!(f, "{}#", self.file().display())?;
        }
        let below = |row: usize| Some(row).filter(|row| *row != root);
        let parent = |row: &usize| below(rows[*row].parent);
        let places: Vec<_> = iter::successors(below(self.row), parent).collect();
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
