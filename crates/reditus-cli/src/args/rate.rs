use std::{error::Error, fmt, str::FromStr, time::Duration};

use jiff::SignedDuration;
use reditus::RateLimit;

/// How fast to send: `100/5m`, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rate {
    Limited { requests: u32, window: Duration },
    Off,
}

/// No service has a limit for a longer time.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl Rate {
    pub(crate) fn limit(self) -> RateLimit {
        match self {
            Self::Limited { requests, window } => RateLimit::new(requests as usize, window),
            Self::Off => RateLimit::off(),
        }
    }

    /// How many requests a window has room for.
    pub(crate) fn places(self) -> usize {
        match self {
            Self::Limited { requests, .. } => requests as usize,
            Self::Off => usize::MAX,
        }
    }
}

/// The vendor's documented limit, as [`RateLimit::default`] has it: a test compares the two.
impl Default for Rate {
    fn default() -> Self {
        Self::Limited { requests: 100, window: Duration::from_secs(5 * 60) }
    }
}

/// The text is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateError;

impl Error for RateError {}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected REQUESTS/TIME, such as `{}` (24 h at most), or `off`", Rate::default())
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let (requests, window) = text.split_once('/').ok_or(RateError)?;
        let requests = requests.trim().parse().map_err(|_| RateError)?;
        let window = duration(window.trim()).map_err(|_| RateError)?;
        if requests == 0 || window > LONGEST {
            return Err(RateError);
        }
        Ok(Self::Limited { requests, window })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limited { requests, window } => {
                let window = SignedDuration::try_from(*window).unwrap_or(SignedDuration::MAX);
                write!(f, "{requests}/{window:#}")
            }
            Self::Off => f.write_str("off"),
        }
    }
}

/// The text is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DurationError;

impl Error for DurationError {}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a duration such as `90s`, `5m` or `1h 30m`")
    }
}

/// A duration longer than nothing, such as `90s`, `5m` or `1h 30m`.
pub(crate) fn duration(text: &str) -> Result<Duration, DurationError> {
    let duration = text.parse::<SignedDuration>().map_err(|_| DurationError)?;
    let duration = Duration::try_from(duration).map_err(|_| DurationError)?;
    if duration.is_zero() { Err(DurationError) } else { Ok(duration) }
}

#[cfg(test)]
mod tests {
    use reditus::RateLimit;

    use super::Rate;

    #[test]
    fn a_rate_is_requests_per_time_or_off() {
        for (text, shown) in
            [("100/5m", "100/5m"), ("1/1s", "1/1s"), (" 7 / 1h 30m", "7/1h 30m"), ("off", "off")]
        {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), shown);
        }
        for text in
            ["", "100", "0/5m", "-1/5m", "100/0s", "100/-5m", "100/5", "1/25h", "OFF", "100/5x"]
        {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_default_is_that_of_the_library() {
        assert_eq!(Rate::default().limit(), RateLimit::default());
    }
}
