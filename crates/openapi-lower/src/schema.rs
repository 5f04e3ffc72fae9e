//! What the schemas of the original say, with all that they refer to and are composed of.

mod gather;
mod joined;
mod keyword;
mod kind;
mod leaves;
mod notes;
mod reduce;
mod schemas;
mod shape;
mod tags;

pub(crate) use joined::Joined;
pub(crate) use keyword::NO_DEFAULT;
pub(crate) use kind::Kinds;
pub(crate) use leaves::{Leaf, Leaves};
pub(crate) use reduce::Reduced;
pub(crate) use schemas::Schemas;
pub(crate) use shape::Shape;
pub(crate) use tags::Tags;
