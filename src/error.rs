//! Why a conversion did not come to an [`Outcome`](crate::Outcome).

use std::{borrow::Cow, fmt, time::Duration};

#[allow(deprecated)]
use crate::v1;
use crate::{conversion::Conversion, kind::ErrorKind};

/// Why a conversion did not come to an [`Outcome`](crate::Outcome): what happened, whether the
/// service may have counted it all the same, and what to do.
///
/// `Display` says these three things in one line. Neither `Display` nor `Debug` shows a token, an
/// e-mail address, an id or any text of the service: those are in [`message`](Self::message),
/// [`request_id`](Self::request_id) and [`into_conversion`](Self::into_conversion) alone.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// More about what happened, safe to print.
    detail: Option<Cow<'static, str>>,
    status: Option<u16>,
    message: Option<String>,
    request_id: Option<String>,
    attempts: u32,
    retry_after: Option<Duration>,
    may_have_been_recorded: bool,
    conversion: Option<Reported>,
}

/// What the failed call was given.
#[allow(deprecated)]
pub(crate) enum Reported {
    V1(v1::Conversion),
    V2(Conversion),
}

impl Error {
    /// The class of the failure. Each kind documents what happened, whether the service may have
    /// counted the conversion, and what to do.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status that the last attempt was answered with; `None` where no answer was read.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the service said, in its own words; where it said nothing, what its document gives as
    /// the text of that status. It may hold anything: log it only if you may log what you sent.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The service's id of the request (its `x-request-id` header), to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How many requests were sent or tried; 0 for a conversion refused before anything was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long to wait before the next request: what the service asks for, a day at most, or the
    /// time until the [`RateLimit`](crate::RateLimit) lets one through. `None` where neither is
    /// known.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether some attempt was sent and its fate is unknown: no answer was read that says it was
    /// refused.
    ///
    /// Where this is `false` the service has not counted the conversion. Where it is `true`, track
    /// it again: if it was counted, the service says so, and it comes back as
    /// [`Outcome::AlreadyRecorded`](crate::Outcome::AlreadyRecorded).
    pub fn may_have_been_recorded(&self) -> bool {
        self.0.may_have_been_recorded
    }

    /// The conversion that was not recorded, to be queued or tracked again. `None` for an error
    /// that is not of a conversion: of a client that could not be built, or of V1.
    pub fn into_conversion(self) -> Option<Conversion> {
        match self.0.conversion {
            Some(Reported::V2(conversion)) => Some(conversion),
            _ => None,
        }
    }

    /// No attempt left this machine: not one that may have been recorded, nor one that was answered.
    pub(crate) fn was_not_sent(&self) -> bool {
        self.0.status.is_none() && !self.0.may_have_been_recorded
    }

    pub(crate) fn into_reported(self) -> Option<Reported> {
        self.0.conversion
    }
}

/// How errors come about.
impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            detail: None,
            status: None,
            message: None,
            request_id: None,
            attempts: 0,
            retry_after: None,
            may_have_been_recorded: false,
            conversion: None,
        }))
    }

    pub(crate) fn configuration(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Configuration).with_detail(detail)
    }

    pub(crate) fn invalid_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidRequest).with_detail(detail)
    }

    pub(crate) fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_message(mut self, message: Option<String>) -> Self {
        self.0.message = message;
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// Some attempt was sent, and no answer says that it was refused.
    pub(crate) fn with_unknown_fate(mut self, unknown: bool) -> Self {
        self.0.may_have_been_recorded |= unknown;
        self
    }

    pub(crate) fn with_conversion(mut self, conversion: Reported) -> Self {
        self.0.conversion = Some(conversion);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind.what())?;
        if let Some(status) = self.0.status {
            write!(f, " (status {status})")?;
        }
        if let Some(detail) = &self.0.detail {
            write!(f, ": {detail}")?;
        }
        if self.0.kind == ErrorKind::Configuration {
            return Ok(());
        }
        let fate = match (self.0.attempts, self.0.may_have_been_recorded) {
            (0, _) => "nothing was sent",
            (_, false) => "it was not recorded",
            (_, true) => "it may have been recorded",
        };
        write!(f, "; {fate}; {}", self.0.kind.advice())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("detail", &self.0.detail)
            .field("status", &self.0.status)
            .field("attempts", &self.0.attempts)
            .field("retry_after", &self.0.retry_after)
            .field("may_have_been_recorded", &self.0.may_have_been_recorded)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
