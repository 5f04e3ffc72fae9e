//! Reading a request's body, up to the size that the service accepts.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;

/// The vendor publishes no limit.
const MAX_BODY: usize = 64 * 1024;

/// How much more is read and discarded, so that the caller finishes writing and reads the 413
/// instead of a reset.
const MAX_DISCARDED: usize = 16 * 1024 * 1024;

pub(crate) enum Unread {
    TooLarge,
    /// The caller left, or its framing is not HTTP.
    Incomplete,
}

pub(crate) async fn read(mut incoming: Incoming) -> Result<Bytes, Unread> {
    let mut body = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| Unread::Incomplete)?;
        let Some(data) = frame.data_ref() else { continue };
        seen += data.len();
        if seen > MAX_DISCARDED {
            break;
        }
        if seen <= MAX_BODY {
            body.extend_from_slice(data);
        }
    }
    if seen > MAX_BODY { Err(Unread::TooLarge) } else { Ok(body.freeze()) }
}
