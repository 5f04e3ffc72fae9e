//! HTTP as it is on the wire.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;

#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) text: String,
}

impl Response {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The status, and the body as JSON.
    pub(super) fn both(&self) -> (u16, Value) {
        (self.status, self.json())
    }

    fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, head: head.to_ascii_lowercase(), text: body.to_owned() })
    }
}

pub(super) fn connect(addr: &str) -> TcpStream {
    let stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Sends these bytes, and reads until the connection is closed.
pub(super) fn send(addr: &str, request: impl AsRef<[u8]>) -> Response {
    let mut stream = connect(addr);
    // A server that refuses a large request may close before all of it is sent.
    let _ = stream.write_all(request.as_ref());
    Response::read(&mut stream).expect("a response")
}

/// Waits until the server reads the body of a request that has the header `expect: 100-continue`.
pub(super) fn await_continue(stream: &mut TcpStream) {
    const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut read = [0; CONTINUE.len()];
    stream.read_exact(&mut read).unwrap();
    assert_eq!(read, CONTINUE);
}

/// The response on a connection that has sent its request; none if it is closed without one.
pub(super) fn receive(stream: &mut TcpStream) -> Option<Response> {
    Response::read(stream)
}
