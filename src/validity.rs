//! Which values are invalid, and so are not sent.

use std::{borrow::Cow, fmt, iter};

use crate::error::Error;

/// The longest value that is sent, in bytes: the most that a browser keeps in one cookie. The
/// vendor publishes no limits, so this only keeps out obvious mistakes.
pub(crate) const MAX_LENGTH: usize = 4096;

/// A field whose value is invalid, from [`Conversion::invalid_fields`].
///
/// `Display` names the field and says what is wrong with its value, which it does not show.
///
/// [`Conversion::invalid_fields`]: crate::Conversion::invalid_fields
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidField {
    name: &'static str,
    reason: Cow<'static, str>,
}

impl InvalidField {
    /// The field's name in the request: `email`, `affiliate_slug` and so on.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What is wrong with its value: `is empty`, say.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.name, self.reason)
    }
}

pub(crate) fn invalid<const N: usize>(
    fields: [(&'static str, Option<&str>); N],
) -> impl Iterator<Item = InvalidField> {
    let invalid = |(name, value)| Some(InvalidField { name, reason: problem(value?)? });
    fields.into_iter().filter_map(invalid)
}

/// One error that names all problems.
pub(crate) fn check(mut invalid: impl Iterator<Item = InvalidField>) -> Result<(), Error> {
    let Some(first) = invalid.next() else { return Ok(()) };
    let problems: Vec<_> = iter::once(first).chain(invalid).map(|it| it.to_string()).collect();
    Err(Error::invalid_request(problems.join(", ")))
}

fn problem(value: &str) -> Option<Cow<'static, str>> {
    // Nearly every value is within the limit and of visible ASCII: one look at its bytes will do.
    let is_plain = value.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain && (1..=MAX_LENGTH).contains(&value.len()) {
        None
    } else if value.is_empty() {
        Some("is empty".into())
    } else if value.chars().all(char::is_whitespace) {
        Some("is only white space".into())
    } else if value.len() > MAX_LENGTH {
        Some(format!("is {} bytes long, over the limit of {MAX_LENGTH}", value.len()).into())
    } else if value.chars().any(char::is_control) {
        Some("contains a control character".into())
    } else {
        None
    }
}
