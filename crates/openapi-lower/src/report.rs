//! What the lowered document no longer says.

use std::borrow::Cow;
use std::fmt::{self, Display};

use crate::problem::one_line;

mod code;
mod notes;

pub use code::{Code, Severity};
pub(crate) use notes::Notes;

/// Everything that was relaxed or left out.
///
/// Shown as one line each, the most severe first. Documentation that no generated code depends on (examples, contacts,
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
    code: Code,
    other_places: Option<usize>,
}

/// An operation without a generated method, because that method would do something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    operation: String,
    pointer: String,
    code: Code,
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

    /// What was relaxed with this severity, sorted by its place in the document.
    pub fn with(&self, severity: Severity) -> impl Iterator<Item = &Relaxed> {
        self.iter().filter(move |relaxed| relaxed.code.severity() == severity)
    }

    /// Each operation that was left out, sorted by the place of the cause.
    pub fn left_out(&self) -> std::slice::Iter<'_, LeftOut> {
        self.left_out.iter()
    }
}

impl Relaxed {
    /// What it is about, and how much that matters.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The JSON pointer to it in the original document. In another file that the document refers
    /// to, the file comes first: `common.yaml#/Pet`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// In how many other places it is the same, if it is something that most documents have in many
    /// places. Then this is the only line about it, and the pointer is that of the first place.
    pub fn other_places(&self) -> Option<usize> {
        self.other_places
    }

    /// What was relaxed, and what a caller sees instead.
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl LeftOut {
    /// What it is about.
    pub fn code(&self) -> Code {
        self.code
    }

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

    /// Where, which, and why.
    pub(crate) fn cause(&self) -> String {
        let Self { operation, pointer, why, .. } = self;
        let [operation, why] = [operation, why].map(one_line);
        format!("{}: {operation} is left out: {why}", place(pointer))
    }

    /// How to get a method.
    pub fn fix(&self) -> &'static str {
        self.code.fix().unwrap_or_default()
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
        let relaxed = Severity::ALL.into_iter().flat_map(|severity| self.with(severity));
        relaxed.into_iter().try_for_each(|relaxed| writeln!(f, "{relaxed}"))
    }
}

impl Display for Relaxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", place(&self.pointer), one_line(&self.what))?;
        match self.other_places {
            None | Some(0) => {}
            Some(1) => f.write_str(", here and in 1 other place")?,
            Some(others) => write!(f, ", here and in {others} other places")?,
        }
        write!(f, " [{}]", self.code)
    }
}

impl Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {} [{}]", self.cause(), self.fix(), self.code)
    }
}

/// A pointer as it is shown: with its file in front, or a `#` for the document itself.
fn place(pointer: &str) -> String {
    let hash = if pointer.is_empty() || pointer.starts_with('/') { "#" } else { "" };
    format!("{hash}{}", one_line(&pointer))
}
