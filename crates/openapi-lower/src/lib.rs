//! Lower an OpenAPI 3.1 document to the 3.0 that progenitor generates a client from.

mod document;
mod guard;
mod lower;
mod lowered;
mod names;
mod node;
mod overlay;
mod problem;
mod read;
mod report;
mod schema;
mod spec;

pub use document::Document;
pub use lower::lower;
pub use lowered::Lowered;
pub use problem::{Problem, Problems};
pub use report::{Relaxed, Report};
pub use spec::Spec;
