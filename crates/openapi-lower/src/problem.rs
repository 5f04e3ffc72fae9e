//! Problems: what is wrong, where, and how to fix it.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

/// One reason why no client can be generated.
///
/// Shown as a single line, `file#pointer: what; fix`, so that a build script can print it as one
/// `cargo::error=`. The pointer is a JSON pointer into the file; in a document that an overlay was
/// applied to it points into the corrected document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    file: PathBuf,
    pointer: String,
    what: String,
    fix: String,
}

impl Problem {
    /// A problem at `pointer` in `file`; the pointer is empty when it concerns the whole file.
    pub fn new(
        file: impl Into<PathBuf>,
        pointer: impl Display,
        what: impl Display,
        fix: impl Display,
    ) -> Self {
        Self {
            file: file.into(),
            pointer: one_line(&pointer),
            what: one_line(&what),
            fix: one_line(&fix),
        }
    }

    /// A problem in a document of several files: the pointer may have one of them in front.
    pub(crate) fn at(document: &Path, place: &str, what: impl Display, fix: impl Display) -> Self {
        match place.split_once('#').filter(|_| !place.starts_with('/')) {
            Some((file, pointer)) => {
                let folder = document.parent().unwrap_or(Path::new(""));
                Self::new(folder.join(file), pointer, what, fix)
            }
            None => Self::new(document, place, what, fix),
        }
    }

    /// The file it is in.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The JSON pointer within the file; empty when it concerns the whole file.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// How to fix it.
    pub fn fix(&self) -> &str {
        &self.fix
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, what, fix, .. } = self;
        write!(f, "{}", one_line(&self.file.display()))?;
        if !pointer.is_empty() {
            write!(f, "#{pointer}")?;
        }
        write!(f, ": {what}; {fix}")
    }
}

impl std::error::Error for Problem {}

/// The text on one line. Parsers and generators quote what they read, and a line break in a
/// message would start a second `cargo::` instruction.
pub(crate) fn one_line(text: &impl Display) -> String {
    let text = text.to_string();
    text.trim()
        .split(|c: char| c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// One or more problems.
///
/// Shown as one line each; iterate to get the individual problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// `Ok` when nothing was found. Sorted by place, without the repetitions that a part causes
    /// when several others refer to it.
    pub(crate) fn check(mut found: Vec<Problem>) -> Result<(), Self> {
        found.sort();
        found.dedup();
        if found.is_empty() { Ok(()) } else { Err(Self(found)) }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
