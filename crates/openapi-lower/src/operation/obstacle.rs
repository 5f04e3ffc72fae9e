//! Why an operation is left out.

use crate::report::Code;
use crate::tree::Pointer;

/// Why an operation cannot be generated.
pub(super) struct Obstacle<'a> {
    pub(super) at: Pointer<'a>,
    pub(super) code: Code,
    pub(super) why: String,
}

impl<'a> Obstacle<'a> {
    pub(super) fn new(at: &Pointer<'a>, code: Code, why: impl ToString) -> Self {
        Self { at: *at, code, why: why.to_string() }
    }
}
