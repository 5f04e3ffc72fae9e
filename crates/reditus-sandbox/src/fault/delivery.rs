use std::time::Duration;

/// How a response is sent, from its first byte to its last. See [`Fault::delivered`].
///
/// None of these lies about the ledger: the status line arrives whole. Where a response does not
/// end, the connection is held until the caller leaves or the sandbox stops.
///
/// [`Fault::delivered`]: crate::Fault::delivered
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// As it should be; the connection is kept.
    #[default]
    Whole,
    /// The status line and all headers, then nothing.
    HeadersOnly,
    /// Half of the body, then the connection closes; `Content-Length` announces all of it.
    Truncated,
    /// The headers at once, then the body one byte per interval.
    Drip(Duration),
    /// The body, then spaces forever; no length is announced.
    Endless,
    /// The body, then spaces up to this many bytes, uncompressed; the length is announced.
    Padded(u64),
    /// The body, then spaces up to this many bytes, sent with `Content-Encoding: gzip` at about a
    /// thousandth of the size, whether the caller accepts that or not.
    Gzip(u64),
}
