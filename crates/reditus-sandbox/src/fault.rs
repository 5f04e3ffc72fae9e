//! What goes wrong with one request.

mod claim;
mod delivery;
mod edge;
mod named;
mod random;
mod responses;
mod retry_after;
mod schedule;
mod transport;

use std::time::Duration;

use bytes::Bytes;

use claim::Claim;
pub use delivery::Delivery;
pub use named::UnknownFault;
pub(crate) use random::Random;
pub use retry_after::RetryAfter;
use retry_after::http_date;
pub use schedule::Faults;

/// What goes wrong with one request: a value to build, and to put into [`Faults`].
///
/// Each constructor says whether the conversion is *recorded*. That is its default, and
/// [`recorded`](Self::recorded) changes it. The rules still apply: a conversion that is invalid,
/// unauthorized or a duplicate adds nothing to the ledger.
///
/// A fault is *honest* when the service's response, if it gets through, is true of the ledger. A
/// *lying* one cannot be handled correctly by any client, but a client should survive it.
/// [`is_honest`](Self::is_honest) tells them apart.
///
/// ```
/// use reditus_sandbox::{Delivery, Fault};
///
/// let lost_response = Fault::reset().recorded(true);
/// let failing_page = Fault::response(502).header("content-type", "text/html").body("<h1>oops</h1>");
/// let endless = Fault::response(500).delivered(Delivery::Endless);
/// assert!(lost_response.is_honest() && failing_page.is_honest() && endless.is_honest());
/// assert!(!Fault::response(201).is_honest()); // says recorded, records nothing
/// ```
///
/// The usual ones also have names, such as `reset` or `503`: `"reset".parse::<Fault>()` works, and
/// [`Fault::names`] lists them.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a fault does nothing until it is scripted"]
pub struct Fault {
    recorded: bool,
    pub(crate) before: Duration,
    pub(crate) after: Duration,
    pub(crate) end: End<Changes>,
}

/// How a request ends: with a response of some kind, or without one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End<Response> {
    Broken(Break),
    Response(Response),
}

/// How a connection ends without a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Break {
    Refuse,
    Hang,
    Reset,
    Close,
    Garbage,
}

/// How the response differs from the honest one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Changes {
    sender: Sender,
    /// Set where the body says something else than the status.
    claim: Option<Claim>,
    /// With a status, nothing of the honest response is left.
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) retry_after: Option<RetryAfter>,
    pub(crate) delivery: Delivery,
}

/// Who sends the response.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Sender {
    #[default]
    Service,
    /// A proxy or CDN in front of the service, which never sees the request.
    Edge,
}

impl Fault {
    fn new(recorded: bool, end: End<Changes>) -> Self {
        Self { recorded, before: Duration::ZERO, after: Duration::ZERO, end }
    }

    /// Whether the service records the conversion. Default: as the constructor says.
    ///
    /// Has no effect where the request never reaches the service: on a [refused](Self::refuse)
    /// connection and on the responses of an [edge](Self::edge_page).
    pub fn recorded(mut self, recorded: bool) -> Self {
        self.recorded = recorded;
        self
    }

    /// Waits before the response, or before whatever replaces it, but after recording.
    /// Default: no wait.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.after = delay;
        self
    }

    /// Sets a header of the response, replacing the response's own of that name. Default: none.
    ///
    /// Name and value are sent as given, even if malformed; a `content-length` need not be true.
    /// Has no effect on a fault without a response.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let header = (name.into(), value.into());
        self.change(|changes| changes.headers.push(header))
    }

    /// Sets the response's body. Default: the honest one, or none where the status is replaced.
    ///
    /// Has no effect on a fault without a response.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        self.change(|changes| changes.body = Some(body))
    }

    /// Sets how the response is sent. Default: [`Delivery::Whole`].
    ///
    /// Has no effect on a fault without a response.
    pub fn delivered(self, delivery: Delivery) -> Self {
        self.change(|changes| changes.delivery = delivery)
    }

    /// Adds a `Retry-After` to the response. Default: none.
    ///
    /// Has no effect on a fault without a response.
    pub fn retry_after(self, retry_after: RetryAfter) -> Self {
        self.change(|changes| changes.retry_after = Some(retry_after))
    }

    /// Whether the service records a valid conversion that this fault strikes.
    pub fn is_recorded(&self) -> bool {
        self.recorded && self.reaches_service()
    }

    /// Whether the response, if there is one, is true of the ledger for a valid conversion.
    ///
    /// A 2xx other than 202, or a 409, is true if the conversion is recorded; a 3xx or another 4xx
    /// if it is not. A 202, a 408, a 5xx and an edge's response claim neither. The 200 of
    /// [`error_envelope`](Self::error_envelope) says that nothing was recorded.
    pub fn is_honest(&self) -> bool {
        let End::Response(changes) = &self.end else { return true };
        match changes.claim() {
            Claim::Recorded => self.is_recorded(),
            Claim::NotRecorded => !self.is_recorded(),
            Claim::Nothing => true,
        }
    }

    fn reaches_service(&self) -> bool {
        match &self.end {
            End::Broken(cut) => *cut != Break::Refuse,
            End::Response(changes) => changes.sender == Sender::Service,
        }
    }

    fn change(mut self, change: impl FnOnce(&mut Changes)) -> Self {
        if let End::Response(changes) = &mut self.end {
            change(changes);
        }
        self
    }
}
