//! What is read of a response is bounded.

use std::time::Duration;

use reditus::{Client, ErrorKind, Outcome, RetryPolicy, Timeouts};
use reditus_sandbox::{Delivery, Fault, Sandbox};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::wire::{Wire, conversion, response};

#[tokio::test]
async fn a_body_within_the_limit_is_read_and_one_over_it_is_not() {
    let padded = |length: usize| format!("{{\"error\":\"no\"{}}}", " ".repeat(length - 14));
    for (length, message) in [(100, Some("no")), (101, Some("Invalid request"))] {
        let body = padded(length);
        let declared = response(400, "application/json", body.as_bytes());
        let undeclared = format!(
            "HTTP/1.1 400 Any\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{body}"
        );
        for bytes in [declared, undeclared.into_bytes()] {
            let wire = Wire::responding(bytes).await;
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
            let head = format!(
                "HTTP/1.1 {status} Any\r\nContent-Type: application/json\r\n\
                 Transfer-Encoding: chunked\r\n\r\n"
            );
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
        // The sockets' buffers take some megabytes; what matters is that the client stopped reading.
        assert!(server.await.unwrap() < 50_000_000);
    }
}

/// The sandbox has its own thread, so the allocations counted on this one are the client's.
#[test]
fn no_response_takes_much_memory() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let client = Client::builder("token")
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::none())
        .timeouts(Timeouts::default().attempt(Duration::from_millis(500)))
        .build()
        .unwrap();
    let track = || {
        // The result does not matter here, only the memory that it took.
        let _ = runtime.block_on(client.track(conversion()));
    };
    track();
    let megabyte = 1024 * 1024;
    let nested = |depth| "[".repeat(depth);
    let faults = [
        Fault::healthy(),
        Fault::large_body(10 * megabyte),
        Fault::gzip_bomb(500 * megabyte),
        Fault::endless(),
        Fault::response(200).delivered(Delivery::Endless),
        Fault::response(400).delivered(Delivery::Endless),
        Fault::response(400).body(nested(60_000)),
        Fault::healthy().body(nested(60_000)),
        Fault::response(500).header("x-long", "x".repeat(100_000)),
    ];
    let mut most = 0;
    for fault in faults {
        sandbox.faults().script([fault.clone()]);
        let peak = allocation_counter::measure(track).bytes_max;
        assert!(peak < megabyte, "{fault:?}: {peak} bytes");
        most = most.max(peak);
    }
    println!("the most that one call held was {} KiB", most / 1024);
}
