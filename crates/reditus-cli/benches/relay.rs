//! What a relay costs: requests a second and their p99 with every conversion synced to disk, next to
//! the same store without HTTP and to a bare axum handler, in one run; and memory per connection.
//!
//! `cargo bench -p reditus-cli --bench relay`
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use axum::{Json, Router, http::StatusCode, routing::post};
use reditus::{Conversion, reqwest};
use reditus_outbox::{Address, Entry, Origin, Outbox};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

const REQUESTS: u64 = 4_000;
const CONCURRENCIES: [u64; 3] = [1, 16, 64];
const PATH: &str = "/v2/tracking/conversion";

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    for concurrency in CONCURRENCIES {
        println!("{REQUESTS} conversions, {concurrency} at once: a second, p50, p99");
        let bare = bare().await;
        report("bare axum handler", http(&bare, concurrency).await);
        let path = folder.path().join(format!("relay-{concurrency}.db"));
        let relay = Relay::start(path.to_str().unwrap());
        report("reditus relay", http(&relay.base_url, concurrency).await);
        let path = folder.path().join(format!("store-{concurrency}.db"));
        report("the store, one by one", store(Address::Sqlite(path), concurrency).await);
    }
    idle(folder.path().join("idle.db").to_str().unwrap()).await;
}

fn report(name: &str, (took, mut each): (Duration, Vec<Duration>)) {
    each.sort();
    let rate = each.len() as f64 / took.as_secs_f64();
    let (p50, p99) = (each[each.len() / 2], each[each.len() * 99 / 100]);
    println!("  {name:<22}{rate:>8.0}   {p50:>9.1?} {p99:>9.1?}");
}

/// Runs `one` for each number, so many at once.
async fn all<F>(
    concurrency: u64,
    one: impl Fn(u64) -> F + Clone + Send + 'static,
) -> (Duration, Vec<Duration>)
where
    F: Future<Output = ()> + Send,
{
    let next = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let tasks = (0..concurrency).map(|_| {
        let (next, one) = (Arc::clone(&next), one.clone());
        tokio::spawn(async move {
            let mut each = Vec::new();
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= REQUESTS {
                    return each;
                }
                let started = Instant::now();
                one(number).await;
                each.push(started.elapsed());
            }
        })
    });
    let mut each = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        each.extend(task.await.unwrap());
    }
    (started.elapsed(), each)
}

async fn http(base_url: &str, concurrency: u64) -> (Duration, Vec<Duration>) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{base_url}{PATH}");
    all(concurrency, move |number| {
        let body = json!({
            "affiliate_slug": "john", "uid": number.to_string(),
            "email": format!("customer{number}@example.com"),
        });
        let request = client.post(&url).json(&body);
        async move { assert_eq!(request.send().await.unwrap().status(), 202) }
    })
    .await
}

/// One transaction for each conversion.
async fn store(address: Address, concurrency: u64) -> (Duration, Vec<Duration>) {
    let outbox = Outbox::at(address).migrate(true).open().await.unwrap();
    all(concurrency, move |number| {
        let outbox = outbox.clone();
        let conversion =
            Conversion::affiliate("john").email(format!("customer{number}@example.com"));
        async move {
            let entry = Entry::new(&conversion.uid(number.to_string())).unwrap();
            assert_eq!(outbox.enqueue(vec![entry], Origin::Application).await.unwrap(), [true]);
        }
    })
    .await
}

/// Reads the same body, and says the same without doing anything.
async fn bare() -> String {
    let respond =
        async |Json(_): Json<Value>| (StatusCode::ACCEPTED, Json(json!({ "stored": "new" })));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().route(PATH, post(respond));
    tokio::spawn(async { axum::serve(listener, app).await });
    base_url
}

async fn idle(database: &str) {
    const CONNECTIONS: u64 = 1000;
    let relay = Relay::start(database);
    http(&relay.base_url, 16).await;
    let before = relay.resident();
    let addr = relay.base_url.strip_prefix("http://").unwrap();
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(TcpStream::connect(addr).await.unwrap());
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let after = relay.resident();
    let each = (after - before) as f64 / CONNECTIONS as f64;
    println!(
        "memory: {before} KiB, {after} KiB with {CONNECTIONS} idle connections ({each:.1} each)"
    );
    let started = Instant::now();
    let url = format!("{}/health", relay.base_url);
    assert_eq!(reqwest::get(url).await.unwrap().status(), 200);
    println!("next to them, /health responds in {:.1?}", started.elapsed());
}

struct Relay {
    child: Child,
    base_url: String,
}

impl Relay {
    fn start(database: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_reditus"))
            .args(["relay", "--addr", "127.0.0.1:0", "--migrate", "--deliver=false", "--outbox"])
            .arg(database)
            .env_remove("REDITUS_RELAY_TOKEN")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, base_url: line.trim_end().to_owned() }
    }

    /// In KiB.
    fn resident(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
