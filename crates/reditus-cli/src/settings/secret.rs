//! The token, and files that contain it.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use reditus::Token;

use super::{Found, SettingsError, Source};

/// More than any token has.
const MAX_BYTES: u64 = 4096;

/// The token as it was configured. It never prints itself.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    /// For a digest of it, or for a header.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn to_token(&self) -> Token {
        Token::from(self.0.as_str())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// The token that a file consists of, apart from white space around it.
pub(super) fn read(path: &Path, source: Source) -> Result<Found<Secret>, SettingsError> {
    let text = match text(path, MAX_BYTES) {
        Ok(text) => text,
        // The name of the file is not shown: it may be the token, in the wrong place.
        Err(error) => return Err(SettingsError::TokenFile { source, error }),
    };
    match text.trim() {
        "" => Err(SettingsError::TokenFile { source, error: TextError::Empty }),
        token => Ok(Found { value: token.into(), source }),
    }
}

/// Why a small file cannot be read.
#[derive(Debug)]
pub(crate) enum TextError {
    Unreadable(io::Error),
    /// A pipe would wait for whoever writes to it.
    NotAFile,
    Empty,
    TooLarge {
        most: u64,
    },
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::NotAFile => f.write_str("not a regular file"),
            Self::Empty => f.write_str("the file is empty"),
            Self::TooLarge { most } => write!(f, "the file is larger than {most} bytes"),
        }
    }
}

/// The text of a file, if the file is small.
pub(super) fn text(path: &Path, most: u64) -> Result<String, TextError> {
    if !fs::metadata(path).map_err(TextError::Unreadable)?.is_file() {
        return Err(TextError::NotAFile);
    }
    let mut text = String::new();
    let file = File::open(path).map_err(TextError::Unreadable)?;
    let read = file.take(most + 1).read_to_string(&mut text).map_err(TextError::Unreadable)?;
    if read as u64 > most { Err(TextError::TooLarge { most }) } else { Ok(text) }
}
