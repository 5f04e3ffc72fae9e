//! The classes of failure.

use std::{fmt, time::Duration};

use super::Remedy;

/// The class of an [`Error`](crate::Error).
///
/// Each kind says what happened, whether the service may have recorded the conversion, and what to
/// do. Whether it may have recorded *this* conversion is
/// [`Error::may_have_been_recorded`](crate::Error::may_have_been_recorded): an earlier attempt can
/// make that true for any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The conversion has an invalid value: empty, only white space, too long, or with a control
    /// character.
    ///
    /// Recorded: no, nothing was sent. Do: correct the fields that the error names.
    InvalidRequest,
    /// The service responded with 400, which its documents give for an invalid affiliate slug.
    ///
    /// Recorded: no. Do: check the slug, and whether it is an affiliate's or an advocate's; what the
    /// service said is in [`Error::message`](crate::Error::message).
    InvalidReferrer,
    /// The API token was not accepted (401, 403).
    ///
    /// Recorded: no. Do: check the token in *App Settings*, then track the conversion again.
    Unauthorized,
    /// The service refused this conversion (413, 422).
    ///
    /// Recorded: no. Do: read [`Error::message`](crate::Error::message) and correct the conversion.
    /// The same request is refused again.
    Rejected,
    /// Too many requests: the service said so (429), or the client's own
    /// [`RateLimit`](crate::RateLimit) has no place for one before the call has to end.
    ///
    /// Recorded: no. Do: track it again after [`Error::retry_after`](crate::Error::retry_after), or
    /// after five minutes if that is unknown (the vendor documents 100 requests in 5 minutes).
    RateLimited,
    /// The service is failing (5xx), or too busy to take the request (408, 425).
    ///
    /// Recorded: possibly, after a 5xx. Do: track it again later.
    Unavailable,
    /// No response arrived in time.
    ///
    /// Recorded: possibly, unless it was the connection that took too long. Do: track it again.
    Timeout,
    /// No connection could be made: name resolution, TCP or TLS failed.
    ///
    /// Recorded: no, nothing was sent. Do: check the network and the base URL; track it again.
    Connect,
    /// The connection was lost before the head of a response was read.
    ///
    /// Recorded: possibly. Do: track it again.
    Transport,
    /// The response is not one that the service gives to a conversion: a redirect (never followed),
    /// a page from a proxy or a CDN, a status that only a wrong base URL explains (404, 405, most
    /// other 4xx), or a success or duplicate in an unknown form.
    ///
    /// Recorded: possibly, after a 2xx, a 3xx or a 409; no, after any other 4xx. Do: check the base
    /// URL and what stands between this machine and the service; then track it again.
    Unrecognized,
    /// The client cannot be built, or cannot be used where it was called.
    ///
    /// Recorded: no, nothing was sent. Do: correct the setting that the error names.
    Configuration,
}

impl ErrorKind {
    /// The kind's name for programs: `invalid_request`, `rate_limited` and so on. It stays the same
    /// from version to version.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidReferrer => "invalid_referrer",
            Self::Unauthorized => "unauthorized",
            Self::Rejected => "rejected",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Connect => "connect",
            Self::Transport => "transport",
            Self::Unrecognized => "unrecognized",
            Self::Configuration => "configuration",
        }
    }

    pub(super) fn remedy(self, after: Option<Duration>) -> Remedy {
        match self {
            Self::InvalidRequest | Self::InvalidReferrer | Self::Rejected => Remedy::FixConversion,
            Self::Unauthorized | Self::Unrecognized | Self::Configuration => Remedy::FixSetup,
            Self::RateLimited
            | Self::Unavailable
            | Self::Timeout
            | Self::Connect
            | Self::Transport => Remedy::TryLater { after },
        }
    }

    /// Whether the same request may succeed later.
    pub(crate) fn is_transient(self) -> bool {
        matches!(self.remedy(None), Remedy::TryLater { .. })
    }

    /// What happened, in words: the beginning of the error's `Display`.
    pub fn what(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the conversion has values that cannot be sent",
            Self::InvalidReferrer => "the service does not accept the referrer",
            Self::Unauthorized => "the service does not accept the API token",
            Self::Rejected => "the service refused the conversion",
            Self::RateLimited => "too many requests to the service",
            Self::Unavailable => "the service is unavailable",
            Self::Timeout => "the service did not respond in time",
            Self::Connect => "no connection to the service",
            Self::Transport => "the connection to the service was lost",
            Self::Unrecognized => "the response is not the service's",
            Self::Configuration => "the client is not set up correctly",
        }
    }

    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::InvalidRequest => "correct it and track it again",
            Self::InvalidReferrer => {
                "check the slug, and whether it is an affiliate's or an advocate's"
            }
            Self::Unauthorized => "check the token in App Settings, then track it again",
            Self::Rejected => "read what the service said before tracking it again",
            Self::RateLimited | Self::Unavailable => "track it again later",
            Self::Timeout | Self::Transport => "track it again",
            Self::Connect => "check the network and the base URL, then track it again",
            Self::Unrecognized => {
                "check the base URL and any proxy in between, then track it again"
            }
            Self::Configuration => "correct the setting",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
