//! The state that all workers of an account share.

use std::fmt;

use super::Millis;

/// Why an account is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pause {
    /// Something other than the conversions is wrong: the token, the base URL, a proxy. The workers
    /// try one conversion at a time, first after 1 minute and eventually every 15, until the
    /// service responds as documented.
    Setup,
    /// The service refused 20 different conversions in a row. The workers try one at a time, as for
    /// [`Self::Setup`], until the service records one.
    Refusals,
    /// Somebody asked for it. Nothing is sent until the account is resumed.
    Asked,
}

impl Pause {
    const ALL: [Self; 3] = [Self::Setup, Self::Refusals, Self::Asked];

    /// The name for programs and in the database: `setup`, `refusals` or `asked`.
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

/// An account's row. `sql/` says what the columns mean.
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

/// The same as the columns' defaults.
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
