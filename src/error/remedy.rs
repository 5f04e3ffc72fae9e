//! What to do about an error.

use std::{fmt, time::Duration};

/// What to do about an [`Error`](crate::Error): one of three things. There will be no fourth.
///
/// A queue puts the conversion back for the first, sets it aside for the second, and stops for the
/// third. It never throws a conversion away for the third: nothing is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Track the same conversion again later. Nothing has to change.
    TryLater {
        /// How long to wait, if the service said so or the rate limit knows it.
        after: Option<Duration>,
    },
    /// This conversion will be refused again until it is corrected: its slug, or its values. Other
    /// conversions are not affected.
    FixConversion,
    /// Every conversion fails like this until somebody corrects the setup: the token, the base URL,
    /// or a proxy in between.
    FixSetup,
}

impl Remedy {
    /// The name for programs: `try_later`, `fix_conversion` or `fix_setup`. It stays the same from
    /// version to version.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TryLater { .. } => "try_later",
            Self::FixConversion => "fix_conversion",
            Self::FixSetup => "fix_setup",
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
