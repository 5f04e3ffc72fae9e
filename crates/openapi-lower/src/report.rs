//! What the lowered document no longer says.

use std::borrow::Cow;
use std::fmt::{self, Display};

use crate::problem::one_line;

mod notes;

pub(crate) use notes::Notes;

/// Everything that was relaxed or left out.
///
/// Shown as one line each. Documentation that no generated code depends on (examples, contacts,
/// servers, extensions) is dropped without a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    relaxed: Vec<Relaxed>,
    left_out: Vec<LeftOut>,
}

/// One thing that was relaxed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relaxed {
    pointer: String,
    what: Cow<'static, str>,
}

/// An operation without a generated method, because that method would do something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    operation: String,
    pointer: String,
    why: String,
}

impl Report {
    /// True when nothing was relaxed or left out.
    pub fn is_empty(&self) -> bool {
        self.relaxed.is_empty() && self.left_out.is_empty()
    }

    /// Each thing that was relaxed, sorted by its place in the document.
    pub fn iter(&self) -> std::slice::Iter<'_, Relaxed> {
        self.relaxed.iter()
    }

    /// Each operation that was left out, sorted by the place of the cause.
    pub fn left_out(&self) -> std::slice::Iter<'_, LeftOut> {
        self.left_out.iter()
    }
}

impl Relaxed {
    /// The JSON pointer to it in the original document. In another file that the document refers
    /// to, the file comes first: `common.yaml#/Pet`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was relaxed, and what a caller sees instead.
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl LeftOut {
    /// The operation: `GET /pets`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The JSON pointer to the cause in the original document. In another file that the document
    /// refers to, the file comes first: `common.yaml#/Pet`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Why there is no method for it.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Relaxed;
    type IntoIter = std::slice::Iter<'a, Relaxed>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.left_out().try_for_each(|left_out| writeln!(f, "{left_out}"))?;
        self.iter().try_for_each(|relaxed| writeln!(f, "{relaxed}"))
    }
}

impl Display for Relaxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", place(&self.pointer), one_line(&self.what))
    }
}

impl Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, pointer, why } = self;
        let [operation, why] = [operation, why].map(one_line);
        write!(f, "{}: {operation} is left out: {why}", place(pointer))
    }
}

/// A pointer as it is shown: with its file in front, or a `#` for the document itself.
fn place(pointer: &str) -> String {
    let hash = if pointer.is_empty() || pointer.starts_with('/') { "#" } else { "" };
    format!("{hash}{}", one_line(&pointer))
}
