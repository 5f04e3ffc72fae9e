//! A way through values that may lead in circles.

use crate::id::IdSet;
use crate::node::Node;

/// Values to be visited in the order in which they were found, each once.
pub(crate) struct Once<'a> {
    found: Vec<Node<'a>>,
    visited: usize,
    /// All that were found, once they are many.
    known: IdSet,
}

/// As many are looked through one by one in the time in which a set is made. Most schemas lead to
/// no other, or to one.
const FEW: usize = 8;

impl<'a> Once<'a> {
    pub(crate) fn of(nodes: impl IntoIterator<Item = Node<'a>>) -> Self {
        let mut once = Self { found: Vec::new(), visited: 0, known: IdSet::default() };
        once.extend(nodes);
        once
    }

    /// How many were visited, the last one among them.
    pub(crate) fn visited(&self) -> usize {
        self.visited
    }

    fn is_new(&mut self, node: &Node<'a>) -> bool {
        if self.found.len() < FEW {
            return self.found.iter().all(|other| other.id() != node.id());
        }
        if self.known.is_empty() {
            self.known = self.found.iter().map(Node::id).collect();
        }
        self.known.insert(node.id())
    }
}

impl<'a> Extend<Node<'a>> for Once<'a> {
    fn extend<I: IntoIterator<Item = Node<'a>>>(&mut self, nodes: I) {
        for node in nodes {
            if self.is_new(&node) {
                self.found.push(node);
            }
        }
    }
}

/// The next one. More can be found in between.
impl<'a> Iterator for Once<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let node = *self.found.get(self.visited)?;
        self.visited += 1;
        Some(node)
    }
}
