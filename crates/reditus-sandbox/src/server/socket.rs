//! What happens to a socket after a fault has taken it away from HTTP.

use std::{io, time::Duration};

use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

use super::message::Message;
use crate::fault::{Break, Delivery, End};

/// What happens to the rest of a connection.
pub(super) type Takeover = End<Raw>;

/// A response that hyper would not send as it is.
pub(super) struct Raw {
    pub(super) message: Message,
    pub(super) delivery: Delivery,
}

const SPACES: [u8; 16 * 1024] = [b' '; 16 * 1024];

pub(super) async fn take_over(mut stream: TcpStream, takeover: Takeover) {
    let done = match takeover {
        End::Broken(Break::Refuse | Break::Reset) => return reset(&stream),
        End::Broken(Break::Hang) => hold(&mut stream).await,
        End::Broken(Break::Close) => Ok(()),
        End::Broken(Break::Garbage) => stream.write_all(b"\0this is not HTTP\r\n\r\n").await,
        End::Response(Raw { message, delivery }) => deliver(&message, delivery, &mut stream).await,
    };
    // An error means that the caller has left, which it may.
    if done.is_ok() {
        let _ = stream.shutdown().await;
    }
}

/// Turns the close into a reset: nothing is flushed, and the other side reads an error.
pub(super) fn reset(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}

async fn deliver(message: &Message, delivery: Delivery, stream: &mut TcpStream) -> io::Result<()> {
    let body = &message.body[..];
    let length = |length: u64| message.head(&format!("content-length: {length}"));
    let whole = body.len() as u64;
    match delivery {
        Delivery::Whole | Delivery::Gzip(_) => {
            stream.write_all(&[&length(whole), body].concat()).await
        }
        Delivery::HeadersOnly => {
            stream.write_all(&length(whole.max(1))).await?;
            hold(stream).await
        }
        Delivery::Truncated => {
            let half = &body[..body.len() / 2];
            stream.write_all(&[&length(whole.max(1)), half].concat()).await
        }
        Delivery::Drip(interval) => {
            stream.write_all(&length(whole)).await?;
            drip(body, interval, stream).await
        }
        Delivery::Endless => {
            stream.write_all(&message.head("transfer-encoding: chunked")).await?;
            endless(body, stream).await
        }
        Delivery::Padded(to) => {
            stream.write_all(&[&length(to.max(whole)), body].concat()).await?;
            spaces(to.saturating_sub(whole), stream).await
        }
    }
}

/// Discards all input until the caller leaves.
async fn hold(stream: &mut TcpStream) -> io::Result<()> {
    tokio::io::copy(stream, &mut tokio::io::sink()).await.map(|_| ())
}

async fn drip(body: &[u8], interval: Duration, stream: &mut TcpStream) -> io::Result<()> {
    for byte in body {
        sleep(interval).await;
        stream.write_u8(*byte).await?;
    }
    Ok(())
}

async fn endless(body: &[u8], stream: &mut TcpStream) -> io::Result<()> {
    let chunk = |data: &[u8]| [format!("{:x}\r\n", data.len()).as_bytes(), data, b"\r\n"].concat();
    if !body.is_empty() {
        stream.write_all(&chunk(body)).await?;
    }
    let spaces = chunk(&SPACES);
    loop {
        stream.write_all(&spaces).await?;
    }
}

async fn spaces(mut left: u64, stream: &mut TcpStream) -> io::Result<()> {
    while left > 0 {
        let size = usize::try_from(left).map_or(SPACES.len(), |left| left.min(SPACES.len()));
        stream.write_all(&SPACES[..size]).await?;
        left -= size as u64;
    }
    Ok(())
}
