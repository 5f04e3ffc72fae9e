//! The operations of the new document.

mod arguments;
mod body;
mod media;
mod obstacle;
mod one;
mod operations;
mod parameter;
mod path;
mod response;
mod responses;
mod status;
mod style;

pub(crate) use operations::Operations;
