//! What all workers of an account share.

use std::fmt;

use super::Millis;

/// Why nothing is delivered for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pause {
    /// Something other than the conversions is wrong: the token, the base URL, a proxy. One
    /// conversion at a time is tried, after 1 minute first and every 15 at last, until the service
    /// responds as documented.
    Setup,
    /// The service refused 20 different conversions in a row. Tried like [`Self::Setup`], until it
    /// records one.
    Refusals,
    /// Somebody asked for it. Nothing is tried before it is resumed.
    Asked,
}

impl Pause {
    const ALL: [Self; 3] = [Self::Setup, Self::Refusals, Self::Asked];

    /// The name for programs, and in the database: `setup`, `refusals` or `asked`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Refusals => "refusals",
            Self::Asked => "asked",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pause| pause.as_str() == name)
    }
}

impl fmt::Display for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An account's row. What the columns mean is said in `sql/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Account {
    pub(crate) pause: Option<Pause>,
    pub(crate) paused_at: Option<Millis>,
    pub(crate) reason: Option<String>,
    pub(crate) probe_at: Millis,
    pub(crate) probe_wait: Millis,
    pub(crate) wait_until: Millis,
    pub(crate) streak: i64,
    pub(crate) refused: i64,
    pub(crate) last_place: Millis,
    pub(crate) fresh_in_a_row: i64,
    pub(crate) pace_requests: Option<i64>,
    pub(crate) pace_window: Option<Millis>,
}

/// As the columns' defaults have it.
impl Default for Account {
    fn default() -> Self {
        Self {
            pause: None,
            paused_at: None,
            reason: None,
            probe_at: 0,
            probe_wait: 0,
            wait_until: 0,
            streak: 1,
            refused: 0,
            last_place: 0,
            fresh_in_a_row: 0,
            pace_requests: None,
            pace_window: None,
        }
    }
}
