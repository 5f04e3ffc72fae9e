//! Where a page or a document comes from.

use std::convert::Infallible;
use std::fmt;
use std::fs::File;
use std::io::{Read, stdin};
use std::path::PathBuf;
use std::str::FromStr;

use crate::Error;
use crate::fetch::{MAX_PAGE, fetch};

/// Where a page or a document comes from: a URL, a file, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `https://…`, or `http://…` on this machine.
    Url(String),
    /// A file.
    File(PathBuf),
    /// `-`
    Stdin,
}

impl FromStr for Source {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "-" => Self::Stdin,
            url if url.contains("://") => Self::Url(url.to_owned()),
            file => Self::File(file.into()),
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => f.write_str(url),
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Stdin => f.write_str("standard input"),
        }
    }
}

impl Source {
    pub(crate) async fn page(&self) -> Result<String, Error> {
        match self {
            Self::Url(url) => self.text(fetch(url).await?),
            _ => self.local(),
        }
    }

    /// Reads a file or standard input: no network.
    pub(crate) fn local(&self) -> Result<String, Error> {
        let mut bytes = Vec::new();
        let most = MAX_PAGE as u64 + 1;
        match self {
            Self::Url(url) => return Err(format!("{url}: save it to a file first").into()),
            Self::File(file) => {
                File::open(file).and_then(|it| it.take(most).read_to_end(&mut bytes))
            }
            Self::Stdin => stdin().lock().take(most).read_to_end(&mut bytes),
        }
        .map_err(|error| format!("{self}: {error}"))?;
        self.text(bytes)
    }

    fn text(&self, bytes: Vec<u8>) -> Result<String, Error> {
        if bytes.len() > MAX_PAGE {
            return Err(format!("{self}: larger than {MAX_PAGE} bytes").into());
        }
        String::from_utf8(bytes).map_err(|error| format!("{self}: not UTF-8: {error}").into())
    }
}
