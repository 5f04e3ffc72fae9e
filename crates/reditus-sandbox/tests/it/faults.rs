//! Faults over real sockets: what a caller sees of them, and what the ledger holds afterwards.

mod delivery;
mod edge;
mod responses;
mod schedule;
mod table;
mod transport;
mod values;

use std::{io::ErrorKind, time::Duration};

use reditus_sandbox::Sandbox;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::caller::{V2, wire};

pub(crate) const HEADERS: [&str; 2] =
    ["authorization: Bearer token", "content-type: application/json"];
pub(crate) const JANE: &[u8] = br#"{"affiliate_slug":"john","email":"jane@example.com"}"#;
pub(crate) const MOMENT: Duration = Duration::from_millis(500);

/// What a caller sees that waits for half a second.
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Reset,
    /// Closed cleanly, after these bytes.
    Closed(String),
    /// Still open, after these bytes.
    Open(String),
}

pub(crate) async fn look(sandbox: &Sandbox) -> Seen {
    let Ok(mut stream) = TcpStream::connect(sandbox.addr()).await else {
        return Seen::Reset; // before the connection was complete
    };
    if stream.write_all(&wire("POST", V2, &HEADERS, JANE)).await.is_err() {
        return Seen::Reset;
    }
    let mut bytes = Vec::new();
    // Enough of an endless response to recognise it.
    let read = timeout(MOMENT, (&mut stream).take(100_000).read_to_end(&mut bytes)).await;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match read {
        Ok(Ok(100_000)) | Err(_) => Seen::Open(text),
        Ok(Ok(_)) => Seen::Closed(text),
        Ok(Err(error)) => {
            assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe));
            Seen::Reset
        }
    }
}
