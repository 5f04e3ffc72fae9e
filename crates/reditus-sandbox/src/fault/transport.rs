//! Faults of the connection: no response, or one that is badly delivered.

use std::time::Duration;

use super::{Break, Delivery, End, Fault};

impl Fault {
    /// The connection is reset as soon as it is made. *Never recorded; honest.*
    ///
    /// It strikes the next connection, not the next request. A request on a kept connection is
    /// reset, as by [`reset`](Self::reset), and so is one that meets this fault at random. For an
    /// address that nobody listens on, stop the sandbox.
    pub fn refuse() -> Self {
        Self::broken(Break::Refuse)
    }

    /// The request is read, and no response follows. *Not recorded; honest.*
    ///
    /// The connection is held until the caller leaves or the sandbox stops.
    pub fn hang() -> Self {
        Self::broken(Break::Hang)
    }

    /// The request is read, and the connection is reset (a TCP RST). *Not recorded; honest.*
    ///
    /// With [`recorded(true)`](Self::recorded) it is recorded first, and the response is lost.
    pub fn reset() -> Self {
        Self::broken(Break::Reset)
    }

    /// The request is read, and the connection is closed cleanly (a TCP FIN) without a response.
    /// *Not recorded; honest.*
    ///
    /// With [`recorded(true)`](Self::recorded) it is recorded first, and the response is lost.
    pub fn close() -> Self {
        Self::broken(Break::Close)
    }

    /// The request is read, and the bytes sent back are not HTTP. *Not recorded; honest.*
    pub fn garbage() -> Self {
        Self::broken(Break::Garbage)
    }

    /// The honest response, late. *Recorded, before the wait; honest.*
    pub fn delay(delay: Duration) -> Self {
        Self::healthy().delayed(delay)
    }

    /// The honest response, late because the request waits in a queue. *Recorded, after the wait,
    /// even if the caller has left by then; honest.*
    pub fn slow_recording(delay: Duration) -> Self {
        Self { before: delay, ..Self::healthy() }
    }

    /// The honest response's headers, then nothing. *Recorded; honest.*
    ///
    /// The connection is held until the caller leaves or the sandbox stops.
    pub fn headers_only() -> Self {
        Self::healthy().delivered(Delivery::HeadersOnly)
    }

    /// The honest response, cut in half: the connection closes before the announced
    /// `Content-Length` is reached. *Recorded; honest.*
    pub fn truncated() -> Self {
        Self::healthy().delivered(Delivery::Truncated)
    }

    /// The honest response, its body sent one byte per interval. *Recorded; honest.*
    pub fn drip(interval: Duration) -> Self {
        Self::healthy().delivered(Delivery::Drip(interval))
    }

    /// The honest response with a body that never ends. *Recorded; honest.*
    pub fn endless() -> Self {
        Self::healthy().delivered(Delivery::Endless)
    }

    /// The honest response, padded with spaces to this many bytes, uncompressed. *Recorded;
    /// honest.*
    pub fn large_body(bytes: u64) -> Self {
        Self::healthy().delivered(Delivery::Padded(bytes))
    }

    /// The honest response, gzipped unasked: small on the wire, this many bytes when unpacked.
    /// *Recorded; honest.*
    pub fn gzip_bomb(bytes: u64) -> Self {
        Self::healthy().delivered(Delivery::Gzip(bytes))
    }

    /// The honest response with this `Content-Length`, whatever the length of the body. The
    /// connection closes after it. *Recorded; honest.*
    pub fn content_length(length: u64) -> Self {
        Self::healthy().header("content-length", length.to_string())
    }

    fn broken(how: Break) -> Self {
        Self::new(false, End::Broken(how))
    }
}
