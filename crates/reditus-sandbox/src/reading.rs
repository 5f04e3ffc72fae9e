//! Reading a request's body, up to what the service takes.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;

/// What the service takes; the vendor publishes no number.
const TAKEN: usize = 64 * 1024;

/// What is read and thrown away beyond that, so that the caller has written all of it, and reads
/// the answer, rather than being reset while it writes.
const DRAINED: usize = 16 * 1024 * 1024;

pub(crate) enum Unread {
    TooLarge,
    /// The caller left, or does not speak HTTP.
    Broken,
}

pub(crate) async fn read(mut incoming: Incoming) -> Result<Bytes, Unread> {
    let mut body = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| Unread::Broken)?;
        let Some(data) = frame.data_ref() else { continue };
        seen += data.len();
        if seen > DRAINED {
            break;
        }
        if seen <= TAKEN {
            body.extend_from_slice(data);
        }
    }
    if seen > TAKEN { Err(Unread::TooLarge) } else { Ok(body.freeze()) }
}
