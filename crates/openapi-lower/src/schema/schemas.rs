//! The state of reading schemas.

use std::collections::{HashMap, HashSet};

use crate::original::{Original, not_found};
use crate::report::Code;
use crate::tree::{Id, Node};

/// Reads the schemas of the original.
pub(crate) struct Schemas<'a> {
    pub(crate) original: Original<'a>,
    /// Every schema that a reference leads to, with the last such reference.
    referred: HashMap<Id, &'a str>,
    /// The schemas that are used: by a reference, or in place.
    used: HashSet<Id>,
    /// Where schemas lead that only stand for another one.
    pub(super) reduced: HashMap<Id, Destination<'a>>,
}

/// Where a schema leads.
#[derive(Clone, Copy)]
pub(crate) struct Destination<'a> {
    /// `None` stands for any value.
    pub(super) schema: Option<Node<'a>>,
    /// Some schema on the way allows null.
    pub(super) allows_null: bool,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(original: Original<'a>) -> Self {
        let (referred, reduced) = (HashMap::new(), HashMap::new());
        Self { original, referred, used: HashSet::new(), reduced }
    }

    /// The target of a `$ref`; `None` if it has none, and so allows any value.
    pub(crate) fn target(&mut self, reference: &Node<'a>) -> Option<Node<'a>> {
        let text = reference.text().unwrap_or_default();
        let Some(target) = reference.follow() else {
            let what = format!("{}; any value is accepted", not_found(reference.value));
            self.original.relax(&reference.at, Code::AnyValue, what);
            return None;
        };
        self.mark_used(&target);
        self.referred.insert(target.id(), text);
        Some(target)
    }

    pub(crate) fn mark_used(&mut self, schema: &Node<'a>) {
        self.used.insert(schema.id());
    }

    pub(crate) fn is_used(&self, schema: &Node<'a>) -> bool {
        self.used.contains(&schema.id())
    }

    /// The last reference that led to this schema.
    pub(crate) fn reference_to(&self, schema: &Node<'a>) -> Option<&'a str> {
        self.referred.get(&schema.id()).copied()
    }
}
