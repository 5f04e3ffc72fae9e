//! The types that were referred to and are still to be described.

use std::collections::{HashSet, VecDeque};

use crate::component::place::Direction;
use crate::tree::{Id, Node};

/// A type that is still to be described.
pub(super) struct Wanted<'a> {
    pub(super) name: String,
    pub(super) schemas: Vec<Node<'a>>,
    pub(super) direction: Direction,
}

#[derive(Default)]
pub(super) struct Queue<'a> {
    waiting: VecDeque<Wanted<'a>>,
    /// Every schema that was wanted so far.
    known: HashSet<Id>,
}

impl<'a> Queue<'a> {
    pub(super) fn push(&mut self, wanted: Wanted<'a>) {
        self.waiting.push_back(wanted);
    }

    /// True the first time that a schema is wanted.
    pub(super) fn is_new(&mut self, schema: &Node<'a>) -> bool {
        self.known.insert(schema.id())
    }

    pub(super) fn next(&mut self) -> Option<Wanted<'a>> {
        self.waiting.pop_front()
    }
}
