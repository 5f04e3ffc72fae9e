//! A server of a few lines that responds with unchecked bytes, and keeps what it was sent.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use reditus::{Client, ClientBuilder, Conversion, RetryPolicy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub(crate) struct Wire {
    base_url: String,
    /// The responses to come; the last one stays.
    responses: Arc<Mutex<VecDeque<Arc<[u8]>>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Wire {
    /// Responds to every request with these bytes, then closes the connection.
    pub(crate) async fn responding(response: impl AsRef<[u8]>) -> Self {
        Self::responding_in_turn([response]).await
    }

    /// Responds to each request with the next of these, and to all others with the last.
    pub(crate) async fn responding_in_turn(
        responses: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) -> Self {
        let responses: VecDeque<Arc<[u8]>> =
            responses.into_iter().map(|response| response.as_ref().into()).collect();
        let responses = Arc::new(Mutex::new(responses));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let wire = Self { base_url, responses, requests };
        let (next, seen) = (Arc::clone(&wire.responses), Arc::clone(&wire.requests));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                seen.lock().unwrap().push(request);
                let response = {
                    let mut responses = next.lock().unwrap();
                    let next = responses[0].clone();
                    if responses.len() > 1 {
                        responses.pop_front();
                    }
                    next
                };
                // A client that has read enough closes first; that is its right.
                let _ = stream.write_all(&response).await;
                let _ = stream.shutdown().await;
            }
        });
        wire
    }

    /// Responds with these bytes from now on.
    pub(crate) fn respond(&self, response: impl AsRef<[u8]>) {
        *self.responses.lock().unwrap() = [response.as_ref().into()].into();
    }

    /// The requests so far, as they came over the wire.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// One request per call, so that no later one hides what it meant.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder("token").base_url(self.base_url()).retry(RetryPolicy::none())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// A response with a length.
pub(crate) fn response(status: u16, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} Any\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
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
