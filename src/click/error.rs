//! Why a click cannot be read.

use std::fmt;

use super::Click;
use crate::validity::MAX_LENGTH;

/// Why a [`Click`] cannot be read. Nothing of the cookie is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClickError {
    /// The `Cookie` header has no cookie of this name: as far as the browser knows, nobody referred
    /// the visitor.
    Missing,
    /// The value is empty.
    Empty,
    /// The value is longer than [`Conversion::MAX_LENGTH`](crate::Conversion::MAX_LENGTH).
    TooLong,
    /// The value is not UTF-8, as sent or once decoded.
    NotUtf8,
    /// The value has this many fields; every known form has 9 or more.
    TooFewFields(usize),
}

impl fmt::Display for ClickError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cookie = Click::COOKIE;
        let sent = "check that it is passed on as the browser sent it";
        match self {
            Self::Missing => {
                write!(f, "no `{cookie}` cookie; without another referrer there is no conversion")
            }
            Self::Empty => {
                write!(f, "the `{cookie}` cookie is empty; treat it as absent")
            }
            Self::TooLong => {
                write!(f, "the `{cookie}` cookie is over the limit of {MAX_LENGTH} bytes; {sent}")
            }
            Self::NotUtf8 => write!(f, "the `{cookie}` cookie is not UTF-8; {sent}"),
            Self::TooFewFields(1) => {
                write!(f, "the `{cookie}` cookie has 1 field, not 9 or more; {sent}")
            }
            Self::TooFewFields(fields) => {
                write!(f, "the `{cookie}` cookie has {fields} fields, not 9 or more; {sent}")
            }
        }
    }
}

impl std::error::Error for ClickError {}
