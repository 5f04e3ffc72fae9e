//! What the lowered document does not say any more.

use std::fmt::{self, Display};

/// Everything that was relaxed: what the original says and the lowered document does not.
///
/// Shown one line each. Documentation that no generated code depends on (examples, contacts,
/// servers, extensions) is left out without a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report(Vec<Relaxed>);

/// One thing that was relaxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxed {
    pointer: String,
    what: String,
}

impl Report {
    /// True when the lowered document says all that the original says.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each thing that was relaxed, in the order of the document.
    pub fn iter(&self) -> std::slice::Iter<'_, Relaxed> {
        self.0.iter()
    }

    pub(crate) fn add(&mut self, pointer: impl Display, what: impl Display) {
        self.0.push(Relaxed { pointer: pointer.to_string(), what: what.to_string() });
    }

    /// Lowering visits a schema when it meets the first reference to it; a reader goes by place.
    pub(crate) fn sort(&mut self) {
        self.0.sort_by(|a, b| (&a.pointer, &a.what).cmp(&(&b.pointer, &b.what)));
    }
}

impl Relaxed {
    /// The JSON pointer to it in the original document.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was relaxed, and what a caller sees instead.
    pub fn what(&self) -> &str {
        &self.what
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
        self.iter().try_for_each(|relaxed| writeln!(f, "{relaxed}"))
    }
}

impl Display for Relaxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}: {}", self.pointer, self.what)
    }
}
