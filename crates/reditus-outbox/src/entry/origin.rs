//! The origin of an entry.

/// Where an entry comes from, which decides how soon it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A customer has just signed up: the entry is sent at once, ahead of any backlog.
    #[default]
    Application,
    /// Bulk data, usually hours old: the entry takes its turn with the backlog.
    Import,
}

impl Origin {
    /// The name for programs and in the enqueue statements: `application` or `import`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Import => "import",
        }
    }
}
