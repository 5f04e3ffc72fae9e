//! Why an operation is left out.

use crate::tree::Pointer;

/// Why an operation cannot be generated.
pub(super) struct Obstacle<'a> {
    pub(super) at: Pointer<'a>,
    pub(super) why: String,
}

impl<'a> Obstacle<'a> {
    pub(super) fn new(at: &Pointer<'a>, why: impl ToString) -> Self {
        Self { at: *at, why: why.to_string() }
    }
}
