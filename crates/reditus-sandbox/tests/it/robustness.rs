//! Callers that misbehave, next to one that does not.

use std::{
    process::{Child, Command},
    time::{Duration, Instant},
};

use reditus_sandbox::Sandbox;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::caller::{V2, post};

const HEAD: &str = "POST /v2/tracking/conversion HTTP/1.1\r\nhost: localhost\r\n\
    authorization: Bearer token\r\ncontent-type: application/json\r\n";

/// The statuses of a well-behaved caller's requests, which must all arrive soon.
async fn serves(sandbox: &Sandbox, uid: &str) {
    let body = json!({"affiliate_slug": "john", "uid": uid});
    let response = timeout(Duration::from_secs(5), post(sandbox, V2, &body)).await;
    assert_eq!(response.expect("a response within seconds").0, 201, "{uid}");
}

#[tokio::test]
async fn slow_and_idle_callers_and_those_that_never_read_hold_nobody_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut held = Vec::new();
    for (kind, start) in [
        ("idle", String::new()),
        ("half a head", HEAD[..60].to_owned()),
        ("half a body", format!("{HEAD}content-length: 1000\r\n\r\n{{")),
        ("an endless chunk", format!("{HEAD}transfer-encoding: chunked\r\n\r\nffffff\r\n{{")),
        (
            "a viewer that never reads",
            "GET /__sandbox/events HTTP/1.1\r\nhost: localhost\r\n\r\n".into(),
        ),
    ] {
        for _ in 0..100 {
            let mut stream = TcpStream::connect(sandbox.addr()).await.unwrap();
            stream.write_all(start.as_bytes()).await.unwrap();
            held.push(stream);
        }
        serves(&sandbox, kind).await;
    }
    assert_eq!((held.len(), sandbox.ledger().len()), (500, 5));
}

#[tokio::test]
async fn huge_bodies_are_refused_without_being_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let before = resident();
    let mib = vec![b'a'; 1 << 20];
    let mut sent = 0_usize;
    for _ in 0..20 {
        let mut stream = TcpStream::connect(sandbox.addr()).await.unwrap();
        let head = format!("{HEAD}content-length: {}\r\n\r\n", 1_u64 << 40);
        stream.write_all(head.as_bytes()).await.unwrap();
        // Until the sandbox has had enough.
        while let Ok(Ok(())) = timeout(Duration::from_secs(1), stream.write_all(&mib)).await {
            sent += 1;
            assert!(sent < 20 * 64, "the sandbox stops reading");
        }
    }
    serves(&sandbox, "after").await;
    println!("{sent} MiB sent");
    assert!(sent >= 20 * 15, "{sent} MiB sent");
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(after < before + 64, "{before} MiB before, {after} MiB after");
    }
}

/// The memory of this process in MiB, where the system says.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<usize>().ok()? / 1024)
}

const CHILD: &str = "REDITUS_SANDBOX_FEW_DESCRIPTORS";

/// A process that does not outlive a failed test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs itself again with few file descriptors, as a sandbox for the connections made here.
#[cfg(unix)]
#[tokio::test]
async fn more_idle_connections_than_file_descriptors_do_not_lock_others_out() {
    const IDLE: usize = 300;
    if let Ok(addr) = std::env::var(CHILD) {
        let addr: std::net::SocketAddr = addr.parse().unwrap();
        let sandbox = Sandbox::builder().addr(addr).start().await.unwrap();
        sandbox.wait_for(5).await;
        sleep(Duration::from_millis(200)).await; // for the last response
        return;
    }
    let addr = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap()
    };
    let child = Command::new("sh")
        .args(["-c", "ulimit -n 64; exec \"$0\" --exact \"$1\""])
        .arg(std::env::current_exe().unwrap())
        .arg("robustness::more_idle_connections_than_file_descriptors_do_not_lock_others_out")
        .env(CHILD, addr.to_string())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut child = Killed(child);
    while TcpStream::connect(addr).await.is_err() {
        sleep(Duration::from_millis(20)).await;
    }
    let mut idle = Vec::new();
    for _ in 0..IDLE {
        idle.push(TcpStream::connect(addr).await.unwrap());
    }
    let started = Instant::now();
    for uid in 0..5 {
        let body = format!(r#"{{"affiliate_slug":"john","uid":"{uid}"}}"#);
        let length = body.len();
        let request = format!("{HEAD}connection: close\r\ncontent-length: {length}\r\n\r\n{body}");
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        let read = timeout(Duration::from_secs(10), stream.read_to_string(&mut response)).await;
        read.expect("a response within seconds").unwrap();
        assert!(response.starts_with("HTTP/1.1 201 "), "{response}");
    }
    println!("{IDLE} idle connections, 64 descriptors: 5 responses in {:?}", started.elapsed());
    assert!(child.0.wait().unwrap().success());
    assert_eq!(idle.len(), IDLE);
}
