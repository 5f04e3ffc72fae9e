//! The file: read row by row, and written back with the reasons.

mod columns;
mod csv;
mod input;
mod json;
mod output;
mod record;
mod row;
mod source;

pub(crate) use columns::{MAY_HAVE_BEEN_RECORDED, OUTCOME, REASON};
pub(crate) use input::{FileError, Input, InputError, Rows};
pub(crate) use output::{Output, OutputError};
pub(crate) use row::{Problem, Row};
