use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The `Retry-After` of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// `Retry-After: 120`.
    Seconds(u64),
    /// `Retry-After: Wed, 21 Oct 2026 07:28:00 GMT`, this long after the response is sent. HTTP
    /// dates have whole seconds; fractions are dropped.
    Date(Duration),
    /// `Retry-After: soon`, which is neither.
    Malformed,
    /// `Retry-After:` without a value.
    Empty,
    /// No such header.
    Absent,
}

impl RetryAfter {
    pub(crate) fn value(self) -> Option<String> {
        match self {
            Self::Seconds(seconds) => Some(seconds.to_string()),
            Self::Date(wait) => {
                let then = SystemTime::now().checked_add(wait);
                Some(http_date(then.unwrap_or(UNIX_EPOCH + LAST)))
            }
            Self::Malformed => Some("soon".to_owned()),
            Self::Empty => Some(String::new()),
            Self::Absent => None,
        }
    }
}

/// The end of the year 9999: an HTTP date has four digits for the year.
const LAST: Duration = Duration::from_secs(253_402_300_799);

/// The date as HTTP writes it, clamped to the years that it can express.
pub(crate) fn http_date(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default().min(LAST);
    httpdate::fmt_http_date(UNIX_EPOCH + since)
}
