use std::{fmt, str::FromStr, time::Duration};

use jiff::SignedDuration;
use reditus::RateLimit;

/// How fast to send: `100/5m`, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rate {
    Limited { requests: u32, window: Duration },
    Off,
}

impl Rate {
    pub(crate) fn limit(self) -> RateLimit {
        match self {
            Self::Limited { requests, window } => RateLimit::new(requests as usize, window),
            Self::Off => RateLimit::off(),
        }
    }
}

/// No limit of a service is for longer.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The vendor's documented limit.
impl Default for Rate {
    fn default() -> Self {
        Self::Limited { requests: 100, window: Duration::from_secs(5 * 60) }
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let parsed = text.split_once('/').and_then(|(requests, window)| {
            let requests = requests.trim().parse().ok().filter(|&requests| requests > 0)?;
            let window = duration(window.trim()).ok().filter(|&window| window <= LONGEST)?;
            Some(Self::Limited { requests, window })
        });
        parsed.ok_or_else(|| {
            "it is no rate such as 100/5m, of a day at most, and not `off`".to_owned()
        })
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

/// A time over nothing, such as `90s`, `5m` or `1h 30m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let duration = text.parse::<SignedDuration>().ok();
    duration
        .and_then(|duration| Duration::try_from(duration).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "it is no time such as 90s, 5m or 1h 30m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn a_rate_is_requests_in_a_time_or_off() {
        for (text, shown) in
            [("100/5m", "100/5m"), ("1/1s", "1/1s"), (" 7 / 1h 30m", "7/1h 30m"), ("off", "off")]
        {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), shown);
        }
        assert_eq!("100/5m".parse(), Ok(Rate::default()));
        for text in
            ["", "100", "0/5m", "-1/5m", "100/0s", "100/-5m", "100/5", "1/25h", "OFF", "100/5x"]
        {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
