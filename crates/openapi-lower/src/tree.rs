//! The original document as a table of places.

mod node;
mod table;
mod walk;

pub(crate) use node::Node;
pub(crate) use table::{Id, Pointer, Tree, escape};
pub(crate) use walk::Walk;
