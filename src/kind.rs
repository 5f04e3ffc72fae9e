//! The classes of failure.

use std::fmt;

/// The class of an [`Error`](crate::Error).
///
/// Each kind says what happened, whether the service may have counted the conversion, and what to
/// do. Whether *this* call's conversion may have been counted is
/// [`Error::may_have_been_recorded`](crate::Error::may_have_been_recorded): an earlier attempt of
/// the same call can make it so for any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The conversion has a value that cannot be meant: empty, only white space, too long, or with
    /// a control character.
    ///
    /// Counted: no, nothing was sent. Do: correct the fields that the error names.
    InvalidRequest,
    /// The service answered 400, which its documents give to an invalid affiliate slug.
    ///
    /// Counted: no. Do: check the slug and whether it is an affiliate's or an advocate's; what the
    /// service said is in [`Error::message`](crate::Error::message).
    InvalidReferrer,
    /// The service does not accept the API token (401, 403).
    ///
    /// Counted: no. Do: check the token in *App Settings*, then track the conversion again.
    Unauthorized,
    /// The service refused the request (another 4xx).
    ///
    /// Counted: no. Do: read [`Error::message`](crate::Error::message); with a 404 or 405, check the
    /// base URL. The same request is refused again.
    Rejected,
    /// Too many requests: the service said so (429), or the client's own
    /// [`RateLimit`](crate::RateLimit) has no place for one before the call has to end.
    ///
    /// Counted: no. Do: track it again after [`Error::retry_after`](crate::Error::retry_after), or
    /// five minutes where that is unknown (the vendor documents 100 requests in 5 minutes).
    RateLimited,
    /// The service is failing (5xx), or too busy to take the request (408, 425).
    ///
    /// Counted: possibly, after a 5xx. Do: track it again later.
    Unavailable,
    /// No answer came in time.
    ///
    /// Counted: possibly, unless the connection itself took too long. Do: track it again.
    Timeout,
    /// No connection could be made: name resolution, TCP or TLS failed.
    ///
    /// Counted: no, nothing was sent. Do: check the network and the base URL; track it again.
    Connect,
    /// The connection was lost before an answer was read.
    ///
    /// Counted: possibly. Do: track it again.
    Transport,
    /// Something answered that is not the service: a redirect (never followed), or a 2xx status
    /// with a body that is no JSON.
    ///
    /// Counted: possibly. Do: check the base URL and what stands between; then track it again.
    Unrecognized,
    /// The client, or a request, cannot be built from what the client was given.
    ///
    /// Counted: no, nothing was sent. Do: correct the setting that the error names.
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

    /// Whether the same request may come through later.
    pub(crate) fn is_transient(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Unavailable | Self::Timeout | Self::Connect | Self::Transport
        )
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
            Self::Timeout => "the service did not answer in time",
            Self::Connect => "no connection to the service",
            Self::Transport => "the connection to the service was lost",
            Self::Unrecognized => "something other than the service answered",
            Self::Configuration => "the client cannot be built",
        }
    }

    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::InvalidRequest => "correct it and track it again",
            Self::InvalidReferrer => {
                "check the slug, and whether it is of an affiliate or advocate"
            }
            Self::Unauthorized => "check the token in App Settings, then track it again",
            Self::Rejected => "read what the service said before tracking it again",
            Self::RateLimited | Self::Unavailable => "track it again later",
            Self::Timeout | Self::Transport => "track it again",
            Self::Connect => "check the network and the base URL, then track it again",
            Self::Unrecognized => "check the base URL, then track it again",
            Self::Configuration => "correct the setting",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
