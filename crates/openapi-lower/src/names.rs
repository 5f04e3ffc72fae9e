//! Names as the generator makes them, no two alike.

mod misspelling;
mod rust;
mod unique;

pub(crate) use misspelling::meant;
pub(crate) use rust::{make_variants, module, pascal, short, snake};
pub(crate) use unique::UniqueNames;
