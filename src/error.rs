//! Why a call did not reach an [`Outcome`](crate::Outcome).
//!
//! Every module above uses this type, so it uses none of them: it keeps the generated request, and
//! the code that turns it back into a conversion is in `conversion` and `v1`.

mod kind;
mod remedy;

use std::{borrow::Cow, fmt, time::Duration};

pub use self::{kind::ErrorKind, remedy::Remedy};
use crate::generated::{
    tracking_v1::types::TrackingV1Request, tracking_v2::types::TrackingV2Request,
};

/// Why a conversion was not recorded, or not known to be: what happened, whether the service may
/// have recorded it all the same, and what to do.
///
/// `Display` says these three things in one line; for a wrong setting, where nothing was sent, it
/// names the setting. Neither `Display` nor `Debug` shows a token, an e-mail address, an id or any
/// text of the service: those are only in [`message`](Self::message),
/// [`request_id`](Self::request_id), [`conversion`](Self::conversion) and
/// [`into_conversion`](Self::into_conversion).
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
    request: Option<Request>,
}

/// What the failed call was to send.
pub(crate) enum Request {
    V1(TrackingV1Request),
    V2(TrackingV2Request),
}

impl Error {
    /// The class of the failure. Each kind documents what happened, whether the service may have
    /// recorded the conversion, and what to do.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What to do next: try later, fix this conversion, or fix the setup.
    ///
    /// This is the loop a queue would write:
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use reditus::{Client, Conversion, Outcome, Remedy};
    /// # struct Queue;
    /// # impl Queue {
    /// #     fn done(&self) {}
    /// #     fn put_back(&self, _: Option<Conversion>, _: Duration) {}
    /// #     fn set_aside(&self, _: Option<Conversion>, _: Option<String>) {}
    /// #     fn hold(&self, _: Option<Conversion>, _: &reditus::Error) {}
    /// # }
    /// async fn deliver(client: &Client, queue: &Queue, conversion: Conversion) {
    ///     let error = match client.track(conversion).await {
    ///         Ok(Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)) => return queue.done(),
    ///         Err(error) => error,
    ///     };
    ///     match error.remedy() {
    ///         Remedy::TryLater { after } => {
    ///             let wait = after.unwrap_or(Duration::from_secs(60));
    ///             queue.put_back(error.into_conversion(), wait);
    ///         }
    ///         Remedy::FixConversion => {
    ///             let why = error.message().map(str::to_owned);
    ///             queue.set_aside(error.into_conversion(), why);
    ///         }
    ///         // Every other conversion would fail the same way: stop, and call somebody.
    ///         Remedy::FixSetup => queue.hold(error.conversion(), &error),
    ///     }
    /// }
    /// ```
    pub fn remedy(&self) -> Remedy {
        self.0.kind.remedy(self.0.retry_after)
    }

    /// The HTTP status of the last attempt's response; `None` if no response was read.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the service said, in its own words; if it said nothing with a 400, the default text
    /// from its document, if there is one. It may hold anything: log it only if you may log what
    /// you sent.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The service's id of the request (its `x-request-id` header), to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How many requests this call sent or tried to send; 0 if the conversion was refused before
    /// that.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long to wait before the next request: what the service asked for, one day at most, or the
    /// time until the [`RateLimit`](crate::RateLimit) admits one. `None` if neither is known.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether some attempt was sent and its fate is unknown: no response was read that says it was
    /// refused. Attempts of an earlier call count, too, if the conversion says that there was one
    /// ([`Conversion::is_possibly_recorded`](crate::Conversion::is_possibly_recorded)).
    ///
    /// If this is `false`, the service has not recorded the conversion. If it is `true`, track it
    /// again: if it was recorded, the service says so, and you get
    /// [`Outcome::AlreadyRecorded`](crate::Outcome::AlreadyRecorded).
    pub fn may_have_been_recorded(&self) -> bool {
        self.0.may_have_been_recorded
    }

    /// Whether this attempt ended before anything was sent: it had no response, and it cannot have
    /// been recorded.
    pub(crate) fn was_not_sent(&self) -> bool {
        self.0.status.is_none() && !self.0.may_have_been_recorded
    }

    /// Whether a second request may settle what this response left open: a success or a duplicate
    /// that was not the service's.
    pub(crate) fn can_be_settled(&self) -> bool {
        self.0.kind == ErrorKind::Unrecognized && matches!(self.0.status, Some(200..=299 | 409))
    }

    pub(crate) fn request(&self) -> Option<&Request> {
        self.0.request.as_ref()
    }

    pub(crate) fn into_request(self) -> Option<Request> {
        self.0.request
    }
}

/// How errors are made.
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
            request: None,
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

    /// Some attempt was sent, and no response says that it was refused.
    pub(crate) fn with_unknown_fate(mut self, unknown: bool) -> Self {
        self.0.may_have_been_recorded |= unknown;
        self
    }

    pub(crate) fn with_request(mut self, request: Request) -> Self {
        self.0.request = Some(request);
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
        if self.0.kind == ErrorKind::Configuration && !self.0.may_have_been_recorded {
            return Ok(());
        }
        let fate = match (self.0.attempts, self.0.may_have_been_recorded) {
            (0, false) => "nothing was sent",
            (0, true) => "nothing was sent, but an earlier attempt may have been recorded",
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
