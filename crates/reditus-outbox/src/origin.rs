//! Where an entry comes from.

/// Where an entry comes from, and so how soon it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A customer has just signed up: it is sent at once, ahead of any backlog.
    #[default]
    Application,
    /// It is one of many, and hours old as a rule: it takes its turn with the backlog.
    Import,
}

impl Origin {
    /// The name for programs, and in the statements that enqueue: `application` or `import`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Import => "import",
        }
    }
}
