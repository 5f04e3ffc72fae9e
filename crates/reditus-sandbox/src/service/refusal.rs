use std::fmt;

use super::{body::Unread, rate_limit::Exceeded};

/// Why the service refuses a request. Its text repeats nothing of the request, which may identify
/// a customer.
pub(super) enum Refusal {
    Unauthorized,
    RateLimited(Exceeded),
    TooLarge,
    Incomplete,
    NotJson,
    Malformed,
    NotAnObject,
    NotAString(&'static str),
    Missing(&'static str),
    UnknownSlug,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self {
            Self::Unauthorized => return f.write_str("Unauthorized"),
            Self::RateLimited(_) => return f.write_str("Rate limit exceeded"),
            Self::TooLarge => return f.write_str("Request body too large"),
            Self::UnknownSlug => return f.write_str("Invalid affiliate slug"),
            Self::NotAString(field) => {
                return write!(f, "Invalid request: {field} must be a string");
            }
            Self::Missing(fields) => return write!(f, "Invalid request: {fields} is required"),
            Self::Incomplete => "incomplete body",
            Self::NotJson => "the content type must be application/json",
            Self::Malformed => "malformed JSON",
            Self::NotAnObject => "the body must be a JSON object",
        };
        write!(f, "Invalid request: {problem}")
    }
}

impl From<Unread> for Refusal {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::TooLarge,
            Unread::Incomplete => Self::Incomplete,
        }
    }
}

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::RateLimited(exceeded)
    }
}
