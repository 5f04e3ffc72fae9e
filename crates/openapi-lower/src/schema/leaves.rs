//! The branches of a union.

use std::collections::{HashSet, VecDeque};

use crate::schema::kind::Kinds;
use crate::schema::reduce::Reduced;
use crate::schema::schemas::Schemas;
use crate::schema::shape::Shape;
use crate::tree::{Id, Node};

/// A branch that is not a union itself.
pub(crate) struct Leaf<'a> {
    pub(crate) schemas: Vec<Node<'a>>,
    pub(crate) shape: Shape<'a>,
    pub(crate) kinds: Kinds,
}

/// The leaves of a union.
pub(crate) struct Leaves<'a> {
    pub(crate) leaves: Vec<Leaf<'a>>,
    /// One of the branches is null.
    pub(crate) allows_null: bool,
}

/// Unions nested deeper than this are not flattened.
const MAX_UNIONS: usize = 8;

impl<'a> Schemas<'a> {
    /// The leaves of a union, in order, including those of unions that are branches.
    pub(crate) fn leaves(&mut self, shape: &Shape<'a>) -> Leaves<'a> {
        let mut null = false;
        let mut leaves = Vec::new();
        let mut seen = HashSet::<Vec<Id>>::new();
        let branches = shape.unions.iter().flatten();
        let mut open: VecDeque<_> = branches.map(|branch| (*branch, 0)).collect();
        while let Some((branch, depth)) = open.pop_front() {
            let Reduced { schemas, allows_null } = self.reduce(vec![branch]);
            null |= allows_null;
            if !seen.insert(schemas.iter().map(Node::id).collect()) {
                continue;
            }
            let of_branch = self.shape_of_part(&schemas);
            null |= of_branch.allows_null();
            if of_branch.is_union() && depth < MAX_UNIONS {
                let inner = of_branch.unions.into_iter().flatten().rev();
                inner.for_each(|branch| open.push_front((branch, depth + 1)));
            } else {
                let kinds = of_branch.kinds.and(shape.kinds).without(Kinds::NULL);
                if kinds != Kinds::NONE {
                    leaves.push(Leaf { schemas, shape: of_branch, kinds });
                }
            }
        }
        Leaves { leaves, allows_null: null && shape.kinds.has(Kinds::NULL) }
    }
}
