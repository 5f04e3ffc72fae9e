//! The properties of all branches of a union together.

use std::collections::BTreeMap;

use crate::report::Code;
use crate::schema::schemas::Schemas;
use crate::schema::shape::Shape;
use crate::tree::{Node, Walk};

/// For each property, the schemas of each branch that has it.
pub(crate) type Joined<'a> = BTreeMap<&'a str, Vec<Vec<Node<'a>>>>;

impl<'a> Schemas<'a> {
    /// The properties of the branches of unions and of conditions, without those that the schema
    /// itself has.
    pub(crate) fn joined(&mut self, shape: &Shape<'a>) -> Joined<'a> {
        let mut joined = Joined::new();
        let parts = |shape: &Shape<'a>| {
            let unions = shape.unions.iter().flatten();
            unions.chain(&shape.sometimes).copied().collect::<Vec<_>>()
        };
        let mut open = Walk::over(parts(shape));
        while let Some(branch) = open.next() {
            let of_branch = self.shape_of_part(std::slice::from_ref(&branch));
            open.extend(parts(&of_branch));
            for (name, schemas) in of_branch.properties {
                if !shape.properties.contains_key(name) {
                    joined.entry(name).or_default().push(schemas);
                }
            }
        }
        if !shape.unions.is_empty() {
            let what =
                "one type has the fields of all branches: which of them go together is not checked";
            self.original.relax(&shape.unions_at, Code::JoinedUnion, what);
        }
        joined
    }
}
