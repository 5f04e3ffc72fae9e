//! The schemas of the new document, each of which becomes a Rust type.
//!
//! Whatever makes a type becomes a component with a name of its own: typify takes two types of the
//! same name for one.

mod components;
mod describe;
mod form;
mod in_place;
mod naming;
mod object;
mod order;
mod place;
mod queue;
mod scalar;
mod union;
mod value;

pub(crate) use components::Components;
pub(crate) use form::{Branch, Form};
pub(crate) use place::{Direction, Place};
pub(crate) use value::{object, referred, without_null};
