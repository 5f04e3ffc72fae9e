//! The original document, and the files that it refers to, as a table of places.

mod node;
mod reference;
mod table;
mod walk;

pub(crate) use node::Node;
pub(crate) use reference::file_of;
pub(crate) use table::{Id, Pointer, Tree, escape};
pub(crate) use walk::Walk;
