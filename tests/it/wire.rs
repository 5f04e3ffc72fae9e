//! A server of a few lines that answers with bytes nobody checked, and keeps what it was sent.

use std::sync::{Arc, Mutex};

use reditus::{Client, ClientBuilder, Conversion, RetryPolicy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub(crate) struct Wire {
    base_url: String,
    answer: Arc<Mutex<Arc<[u8]>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Wire {
    /// Answers every request with these bytes, then closes the connection.
    pub(crate) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = Arc::new(Mutex::new(answer.into().into()));
        let next: Arc<Mutex<Arc<[u8]>>> = Arc::clone(&answer);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                seen.lock().unwrap().push(request);
                let answer = Arc::clone(&next.lock().unwrap());
                // A client that has read enough closes first; that is its right.
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { base_url, answer, requests }
    }

    /// Answers with these bytes from now on.
    pub(crate) fn answer(&self, answer: impl Into<Vec<u8>>) {
        *self.answer.lock().unwrap() = answer.into().into();
    }

    /// The requests so far, as they came over the wire.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// One request a call: what it comes to is not hidden by the next.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder("token").base_url(self.base_url()).retry(RetryPolicy::none())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// An answer with a length.
pub(crate) fn answer(status: u16, content_type: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!(
        "HTTP/1.1 {status} Any\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

pub(crate) fn conversion() -> Conversion {
    Conversion::affiliate("john").email("jane@example.com")
}

async fn read(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return text.into_owned();
            }
        }
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return String::from_utf8_lossy(&request).into_owned();
        }
    }
}
