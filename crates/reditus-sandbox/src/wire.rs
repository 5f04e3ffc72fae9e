//! What happens to a socket that a fault has taken away from HTTP.

use std::{io, time::Duration};

use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

use crate::{fault::Delivery, message::Message};

/// The rest of a connection.
pub(crate) enum Ending {
    Hang,
    Reset,
    Close,
    Garbage,
    Answer(Message, Delivery),
}

const BLANKS: [u8; 16 * 1024] = [b' '; 16 * 1024];

pub(crate) async fn play(ending: Ending, mut stream: TcpStream) {
    let played = match ending {
        Ending::Reset => return reset(&stream),
        Ending::Hang => hold(&mut stream).await,
        Ending::Close => Ok(()),
        Ending::Garbage => stream.write_all(b"\0this is not HTTP\r\n\r\n").await,
        Ending::Answer(message, delivery) => deliver(&message, delivery, &mut stream).await,
    };
    // The caller may leave at any moment; that is its right.
    if played.is_ok() {
        let _ = stream.shutdown().await;
    }
}

/// Makes closing the socket a reset: nothing is flushed, the other side reads an error.
pub(crate) fn reset(stream: &TcpStream) {
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
            blanks(to.saturating_sub(whole), stream).await
        }
    }
}

/// Reads what still comes, until the caller leaves.
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
    let blanks = chunk(&BLANKS);
    loop {
        stream.write_all(&blanks).await?;
    }
}

async fn blanks(mut left: u64, stream: &mut TcpStream) -> io::Result<()> {
    while left > 0 {
        let size = usize::try_from(left).map_or(BLANKS.len(), |left| left.min(BLANKS.len()));
        stream.write_all(&BLANKS[..size]).await?;
        left -= size as u64;
    }
    Ok(())
}
