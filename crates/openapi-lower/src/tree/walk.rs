//! A walk over values that may refer to each other in a cycle.

use std::collections::HashSet;

use crate::tree::node::Node;
use crate::tree::table::Id;

/// Nodes in the order in which they were found, each once. More can be added while walking.
#[derive(Default)]
pub(crate) struct Walk<'a> {
    found: Vec<Node<'a>>,
    known: HashSet<Id>,
    visited: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn over(nodes: impl IntoIterator<Item = Node<'a>>) -> Self {
        let mut walk = Self::default();
        walk.extend(nodes);
        walk
    }

    /// How many nodes were visited so far, including the current one.
    pub(crate) fn visited(&self) -> usize {
        self.visited
    }
}

impl<'a> Extend<Node<'a>> for Walk<'a> {
    fn extend<I: IntoIterator<Item = Node<'a>>>(&mut self, nodes: I) {
        let known = &mut self.known;
        self.found.extend(nodes.into_iter().filter(|node| known.insert(node.id())));
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let node = *self.found.get(self.visited)?;
        self.visited += 1;
        Some(node)
    }
}
