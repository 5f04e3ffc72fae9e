//! What differs between two documents, by JSON pointer.
//!
//! By `treediff`, since it keeps both values of a change. `json-patch` is built on it, but keeps only
//! the new value, with moves and copies that nobody reads. `drift` reads 3.0 only, so it cannot read
//! the published documents, and it calls an added request field "unhandled".

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use treediff::tools::{ChangeType, Recorder};
use treediff::value::Key;

use crate::diff::wording;

/// One difference. Without an old value it was added, without a new one removed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    path: Vec<Key>,
    old: Option<Value>,
    new: Option<Value>,
}

/// The differences, in order of their pointers.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut recorder = Recorder::default();
    treediff::diff(before, after, &mut recorder);
    let mut changes = BTreeMap::new();
    for call in recorder.calls {
        let mut path = match call {
            ChangeType::Unchanged(..) => continue,
            ChangeType::Added(path, _) => path,
            ChangeType::Removed(path, _) | ChangeType::Modified(path, ..) => path,
        };
        // treediff compares lists item by item, and would say of `[a, b]` → `[b]` that `b` was
        // removed. Compare lists of scalars, and values of different kinds, as a whole.
        let whole = (0..path.len()).find(|length| {
            let path = path.get(..*length).unwrap_or_default();
            at(before, path).zip(at(after, path)).is_some_and(|(old, new)| one(old, new))
        });
        path.truncate(whole.unwrap_or(path.len()));
        let (old, new) = (at(before, &path).cloned(), at(after, &path).cloned());
        changes.insert(pointer(&path), Change { path, old, new });
    }
    changes.into_values().collect()
}

/// Whether to compare the two as a whole rather than item by item.
fn one(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Array(old), Value::Array(new)) => {
            !old.iter().chain(new).any(|item| item.is_object() || item.is_array())
        }
        (Value::Object(_), Value::Object(_)) => false,
        _ => true,
    }
}

fn at<'a>(value: &'a Value, path: &[Key]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| match key {
        Key::Index(index) => value.get(index),
        Key::String(name) => value.get(name),
    })
}

fn pointer(path: &[Key]) -> String {
    let keys = path.iter().map(|key| match key {
        Key::Index(index) => format!("/{index}"),
        Key::String(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
    });
    keys.collect()
}

impl Change {
    /// Whether only people read it.
    pub(super) fn is_wording(&self) -> bool {
        wording::is_wording(&self.path)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = pointer(&self.path);
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => {
                write!(f, "changed {pointer}: {} → {}", line(old), line(new))
            }
            (None, Some(new)) => write!(f, "added   {pointer}: {}", line(new)),
            (Some(old), None) => write!(f, "removed {pointer}: {}", line(old)),
            (None, None) => write!(f, "changed {pointer}"),
        }
    }
}

/// A value in one line.
fn line(value: &Value) -> String {
    const MOST: usize = 120;
    let line = value.to_string();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
