//! What a value must be to be worth sending.

use crate::error::Error;

/// The longest value that is sent, in bytes: the most that a browser keeps in one cookie. The
/// vendor publishes no limits, so this only keeps out what cannot be meant.
pub(crate) const MAX_LENGTH: usize = 4096;

/// Checks every field and reports all problems in one error. Values are not shown.
pub(crate) fn check<const N: usize>(
    fields: [(&'static str, Option<&str>); N],
) -> Result<(), Error> {
    let problems: Vec<String> = fields
        .into_iter()
        .filter_map(|(name, value)| Some(format!("`{name}` {}", problem(value?)?)))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Error::invalid_request(problems.join(", "))) }
}

fn problem(value: &str) -> Option<String> {
    if value.is_empty() {
        Some("is empty".to_owned())
    } else if value.chars().all(char::is_whitespace) {
        Some("is only white space".to_owned())
    } else if value.len() > MAX_LENGTH {
        Some(format!("is {} bytes long, over the limit of {MAX_LENGTH}", value.len()))
    } else if has_control(value) {
        Some("contains a control character".to_owned())
    } else {
        None
    }
}

/// Nearly all values are ASCII, where bytes tell.
fn has_control(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_control())
        || (!value.is_ascii() && value.chars().any(char::is_control))
}
