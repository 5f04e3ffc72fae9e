//! What goes wrong with one request.

mod answers;
mod delivery;
mod retry_after;
mod transport;

use std::time::Duration;

use bytes::Bytes;

pub use delivery::Delivery;
pub use retry_after::RetryAfter;
use retry_after::http_date;

/// What goes wrong with one request: a value to build, and to put into [`Faults`](crate::Faults).
///
/// Each constructor says whether the conversion is *counted*: that is its default, and
/// [`recorded`](Self::recorded) changes it. A counted conversion is judged as always, so one
/// that breaks the rules, or has no token, or is a duplicate, adds nothing to the ledger.
///
/// A fault is *honest* when nothing the service answers is untrue of its ledger, however broken
/// the way there is. The others are *lying*: no client can get those right, but it should survive
/// them. [`is_honest`](Self::is_honest) tells them apart.
///
/// ```
/// use reditus_sandbox::{Delivery, Fault};
///
/// let lost_answer = Fault::reset().recorded(true);
/// let gateway = Fault::response(502).header("content-type", "text/html").body("<h1>oops</h1>");
/// let endless = Fault::response(500).delivered(Delivery::Endless);
/// assert!(lost_answer.is_honest() && gateway.is_honest() && endless.is_honest());
/// assert!(!Fault::response(201).is_honest()); // says counted, and did not
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a fault does nothing until it is scripted"]
pub struct Fault {
    pub(crate) recorded: bool,
    pub(crate) before: Duration,
    pub(crate) after: Duration,
    pub(crate) end: End,
}

/// How the request ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Refuse,
    Hang,
    Reset,
    Close,
    Garbage,
    Answer(Changes),
}

/// How the answer differs from the honest one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Changes {
    /// With a status, nothing of the honest answer is left.
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) retry_after: Option<RetryAfter>,
    pub(crate) delivery: Delivery,
}

impl Fault {
    fn new(recorded: bool, end: End) -> Self {
        Self { recorded, before: Duration::ZERO, after: Duration::ZERO, end }
    }

    /// Whether the service processes the request, and so counts the conversion, or never sees it.
    ///
    /// Default: as the constructor says. A [refused](Self::refuse) connection has nothing to
    /// count, whatever is set here.
    pub fn recorded(mut self, recorded: bool) -> Self {
        self.recorded = recorded;
        self
    }

    /// Waits before the answer, or before whatever comes instead of it; after counting.
    /// Default: no wait.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.after = delay;
        self
    }

    /// Adds a header to the answer, in place of the answer's own of that name. Default: none.
    ///
    /// Name and value go out as they are, though they be nonsense; a `content-length` need not be
    /// true. Does nothing to a fault that answers nothing.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let header = (name.into(), value.into());
        self.change(|changes| changes.headers.push(header))
    }

    /// Sets the answer's body. Default: the honest one, or none where the status is replaced.
    ///
    /// Does nothing to a fault that answers nothing.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        self.change(|changes| changes.body = Some(body))
    }

    /// Sets how the answer goes out. Default: [`Delivery::Whole`].
    ///
    /// Does nothing to a fault that answers nothing.
    pub fn delivered(self, delivery: Delivery) -> Self {
        self.change(|changes| changes.delivery = delivery)
    }

    /// Adds a `Retry-After` to the answer. Default: none.
    ///
    /// Does nothing to a fault that answers nothing.
    pub fn retry_after(self, retry_after: RetryAfter) -> Self {
        self.change(|changes| changes.retry_after = Some(retry_after))
    }

    /// Whether the service processes the request, as set by [`recorded`](Self::recorded).
    pub fn is_recorded(&self) -> bool {
        self.recorded && self.end != End::Refuse
    }

    /// Whether what is answered, if anything, is true of the ledger, for a valid conversion.
    ///
    /// A 2xx or 409 is true if the conversion is counted, a 3xx or another 4xx if it is not. A
    /// 408, a 5xx and what is no status at all promise nothing either way.
    pub fn is_honest(&self) -> bool {
        let End::Answer(changes) = &self.end else { return true };
        match changes.status {
            None | Some(200..=299 | 409) => self.recorded,
            Some(408) => true,
            Some(300..=499) => !self.recorded,
            Some(_) => true,
        }
    }

    fn change(mut self, change: impl FnOnce(&mut Changes)) -> Self {
        if let End::Answer(changes) = &mut self.end {
            change(changes);
        }
        self
    }
}
