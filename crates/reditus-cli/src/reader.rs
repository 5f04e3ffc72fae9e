//! Who reads the output.

/// A person, or with `--json` a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Person,
    Program,
}
