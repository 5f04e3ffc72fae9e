//! Faults of the connection: no answer, or one that comes in a bad way.

use std::time::Duration;

use super::{Changes, Delivery, End, Fault};

impl Fault {
    /// The connection is reset as soon as it is made. *Not counted; honest.*
    ///
    /// It strikes the next connection, not the next request. A request that comes on a connection
    /// kept from before is reset, like [`reset`](Self::reset), and so is one that draws this at
    /// random. For an address that nobody listens on, stop the sandbox.
    pub fn refuse() -> Self {
        Self::new(false, End::Refuse)
    }

    /// The request is read, and never answered. *Not counted; honest.*
    ///
    /// The connection is held until the caller leaves or the sandbox stops.
    pub fn hang() -> Self {
        Self::new(false, End::Hang)
    }

    /// The request is read, and the connection is reset (a TCP RST). *Not counted; honest.*
    ///
    /// With [`recorded(true)`](Self::recorded) it is counted first, and the answer is lost.
    pub fn reset() -> Self {
        Self::new(false, End::Reset)
    }

    /// The request is read, and the connection is closed in good order (a TCP FIN) instead of an
    /// answer. *Not counted; honest.*
    ///
    /// With [`recorded(true)`](Self::recorded) it is counted first, and the answer is lost.
    pub fn close() -> Self {
        Self::new(false, End::Close)
    }

    /// The request is read, and what comes back is not HTTP. *Not counted; honest.*
    pub fn garbage() -> Self {
        Self::new(false, End::Garbage)
    }

    /// The honest answer, late. *Counted, before the wait; honest.*
    pub fn delay(delay: Duration) -> Self {
        Self::healthy().delayed(delay)
    }

    /// The honest answer, late, because the request waits in a queue. *Counted, after the wait,
    /// even if the caller has left by then; honest.*
    pub fn slow_recording(delay: Duration) -> Self {
        Self { before: delay, ..Self::healthy() }
    }

    /// The honest answer's headers, then nothing. *Counted; honest.*
    ///
    /// The connection is held until the caller leaves or the sandbox stops.
    pub fn headers_only() -> Self {
        Self::healthy().delivered(Delivery::HeadersOnly)
    }

    /// The honest answer, cut in half: fewer bytes than its `Content-Length` says, then the
    /// connection is closed. *Counted; honest.*
    pub fn truncated() -> Self {
        Self::healthy().delivered(Delivery::Truncated)
    }

    /// The honest answer, its body one byte each interval. *Counted; honest.*
    pub fn drip(interval: Duration) -> Self {
        Self::healthy().delivered(Delivery::Drip(interval))
    }

    /// The honest answer, and its body never ends. *Counted; honest.*
    pub fn endless() -> Self {
        Self::healthy().delivered(Delivery::Endless)
    }

    /// The honest answer, blown up with blanks to this many bytes, uncompressed. *Counted;
    /// honest.*
    pub fn large_body(bytes: u64) -> Self {
        Self::healthy().delivered(Delivery::Padded(bytes))
    }

    /// The honest answer, gzipped though nobody asked, small on the wire, this many bytes when
    /// unpacked. *Counted; honest.*
    pub fn gzip_bomb(bytes: u64) -> Self {
        Self::healthy().delivered(Delivery::Gzip(bytes))
    }

    /// The honest answer with this `Content-Length`, whatever the body's length is; the
    /// connection is closed behind it. *Counted; honest* as to what was counted.
    pub fn content_length(length: u64) -> Self {
        Self::healthy().header("content-length", length.to_string())
    }

    /// No fault at all: the honest answer, to be changed or to fill a step of a script.
    /// *Counted; honest.*
    pub fn healthy() -> Self {
        Self::new(true, End::Answer(Changes::default()))
    }
}
