//! Why the configuration cannot be used.

use std::{error::Error, fmt, path::PathBuf};

use super::{Source, secret::TextError};
use crate::args::RateError;

#[derive(Debug)]
pub(crate) enum SettingsError {
    /// Nothing configures the token.
    NoToken,
    /// The variable for the relay's tokens holds only separators.
    NoRelayToken,
    NotUtf8 {
        variable: &'static str,
    },
    TokenFile {
        source: Source,
        error: TextError,
    },
    Rate {
        source: Source,
        error: RateError,
    },
    File {
        path: PathBuf,
        problem: FileProblem,
    },
}

/// What is wrong with the configuration file. Its content is not quoted: it may be the token.
#[derive(Debug)]
pub(crate) enum FileProblem {
    Unreadable(TextError),
    NotToml { line: usize },
    UnknownSetting { name: String },
    NotText { name: String },
    TwoTokens,
}

impl Error for SettingsError {}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoToken => f.write_str(
                "REDITUS_API_TOKEN is not set; set it to the token from App Settings, or use \
                 --token-file to name a file that contains it",
            ),
            Self::NoRelayToken => f.write_str(
                "REDITUS_RELAY_TOKEN holds no token; unset it to let programs on this machine call",
            ),
            Self::NotUtf8 { variable } => write!(f, "{variable} is not valid UTF-8"),
            Self::TokenFile { source, error } => {
                write!(f, "the token file that {source} names: {error}")
            }
            Self::Rate { source, error } => write!(f, "the rate from {source}: {error}"),
            Self::File { path, problem } => {
                write!(f, "the configuration file {}: {problem}", path.display())
            }
        }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::NotToml { line } => {
                write!(f, "line {line} is not TOML; expected a line such as base_url = \"…\"")
            }
            Self::UnknownSetting { name } => write!(
                f,
                "unknown setting `{}`; the settings are token, token_file, base_url, rate \
                 and outbox",
                name.escape_debug()
            ),
            Self::NotText { name } => {
                write!(f, "`{name}` is not text; put its value in quotes")
            }
            Self::TwoTokens => f.write_str("both `token` and `token_file` are set; keep one"),
        }
    }
}
