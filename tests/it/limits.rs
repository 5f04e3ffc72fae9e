//! What is read of an answer is bounded.

use reditus::{Client, ErrorKind, Outcome, RetryPolicy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::wire::{Wire, answer, conversion};

#[tokio::test]
async fn a_body_within_the_limit_is_read_and_one_over_it_is_not() {
    let padded = |length: usize| format!("{{\"error\":\"no\"{}}}", " ".repeat(length - 14));
    for (length, message) in [(100, Some("no")), (101, Some("Invalid request"))] {
        let body = padded(length);
        let declared = answer(400, "application/json", body.as_bytes());
        let undeclared = format!("HTTP/1.1 400 Any\r\nConnection: close\r\n\r\n{body}");
        for bytes in [declared, undeclared.into_bytes()] {
            let wire = Wire::answering(bytes).await;
            let client = wire.builder().body_limit(100).build().unwrap();
            let error = client.track(conversion()).await.unwrap_err();
            assert_eq!(error.message(), message, "{length}");
        }
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_off_and_its_status_decides() {
    for (status, recorded) in [(201, true), (409, true), (500, false)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await.unwrap();
            let head = format!("HTTP/1.1 {status} Any\r\nTransfer-Encoding: chunked\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            let chunk = format!("{:x}\r\n{}\r\n", 8192, "x".repeat(8192));
            let mut written = 0;
            while stream.write_all(chunk.as_bytes()).await.is_ok() {
                written += chunk.len();
            }
            written
        });
        let client =
            Client::builder("token").base_url(base_url).retry(RetryPolicy::none()).build().unwrap();
        let result = client.track(conversion()).await;
        match result {
            Ok(Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)) => assert!(recorded),
            Err(error) => {
                assert!(!recorded);
                assert_eq!(error.kind(), ErrorKind::Unavailable);
            }
        }
        // The sockets' buffers take some megabytes; what matters is that somebody stopped reading.
        assert!(server.await.unwrap() < 50_000_000);
    }
}
