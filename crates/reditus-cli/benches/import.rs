//! How fast an import is without a limit, as a ratio to a bare loop that checks the same file and sends
//! the same requests, and next to wrk if it is installed; and how much memory it takes.
//!
//! `cargo bench -p reditus-cli --bench import`, with `-- --rows 1000000` for the long one. Run it with
//! `LD_PRELOAD` set to a library that delays `fdatasync` to see what a slow disk costs.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use reditus::reqwest;

const CONCURRENCIES: [u64; 2] = [4, 32];
const ROWS: u64 = 20_000;
const RUNS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let most = args.iter().position(|arg| arg == "--rows").map(|at| args[at + 1].parse().unwrap());
    let folder = tempfile::tempdir().unwrap();

    for concurrency in CONCURRENCIES {
        println!("rows a second, {ROWS} rows, {concurrency} at once, each on a fresh sandbox");
        let mut rates: [Vec<f64>; 3] = Default::default();
        for _ in 0..RUNS {
            let sandbox = Served::start();
            let (took, _) = import(folder.path(), &sandbox, ROWS, concurrency);
            rates[0].push(ROWS as f64 / took.as_secs_f64());
            let sandbox = Served::start();
            let took = check(folder.path()) + bare(&sandbox, ROWS, concurrency);
            rates[1].push(ROWS as f64 / took.as_secs_f64());
            let sandbox = Served::start();
            rates[2].extend(wrk(folder.path(), &sandbox, concurrency));
        }
        let medians = rates.map(|mut rates| {
            rates.sort_by(f64::total_cmp);
            rates.get(rates.len() / 2).copied()
        });
        for (name, median) in ["reditus import", "check, bare loop", "wrk"].iter().zip(medians) {
            let ratio = median.zip(medians[1]).map(|(median, bare)| median / bare);
            match median.zip(ratio) {
                Some((median, ratio)) => println!("  {name:<18}{median:>8.0}{ratio:>8.2}"),
                None => println!("  {name:<18}not installed"),
            }
        }
    }

    println!("peak memory");
    for rows in [10_000, 100_000].into_iter().chain(most) {
        let sandbox = Served::start();
        let (took, peak) = import(folder.path(), &sandbox, rows, CONCURRENCIES[1]);
        println!("  {rows:>9} rows {peak:>7} KiB, {:.1} s", took.as_secs_f64());
    }
}

/// The time that an import takes, and its peak of resident memory in KiB.
fn import(folder: &Path, sandbox: &Served, rows: u64, concurrency: u64) -> (Duration, u64) {
    let path = folder.join("signups.csv");
    let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    writeln!(file, "affiliate_slug,email,uid,plan").unwrap();
    for row in 0..rows {
        writeln!(file, "john,customer{row}@example.com,{row},gold").unwrap();
    }
    file.into_inner().unwrap();
    let ledger = folder.join("signups.csv.ledger");
    let _ = fs::remove_file(&ledger);
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_reditus"))
        .args(["import", "signups.csv", "--rate", "off", "--quiet", "--concurrency"])
        .arg(concurrency.to_string())
        .current_dir(folder)
        .env("REDITUS_API_TOKEN", "token")
        .env("REDITUS_BASE_URL", &sandbox.base_url)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak_of(&child).max(peak);
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    assert!(status.success(), "{status}");
    (started.elapsed(), peak)
}

/// According to the system, so far.
fn peak_of(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// The time that it takes to read and check the file that was imported last.
fn check(folder: &Path) -> Duration {
    let started = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_reditus"))
        .args(["import", "signups.csv", "--check"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
    started.elapsed()
}

/// The same requests, and nothing around them.
fn bare(sandbox: &Served, rows: u64, concurrency: u64) -> Duration {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let url = format!("{}/v2/tracking/conversion", sandbox.base_url);
        let next = Arc::new(AtomicU64::new(0));
        let started = Instant::now();
        let workers: Vec<_> = (0..concurrency)
            .map(|_| {
                let (client, url, next) = (client.clone(), url.clone(), Arc::clone(&next));
                tokio::spawn(async move {
                    loop {
                        let row = next.fetch_add(1, Relaxed);
                        if row >= rows {
                            return;
                        }
                        let body = serde_json::json!({
                            "affiliate_slug": "john",
                            "email": format!("customer{row}@example.com"),
                            "uid": row.to_string(),
                        });
                        let request = client.post(&url).bearer_auth("token").json(&body);
                        let response = request.send().await.unwrap();
                        assert_eq!(response.status(), 201);
                        response.bytes().await.unwrap();
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        started.elapsed()
    })
}

/// Requests a second, by wrk; `None` if it is not installed.
fn wrk(folder: &Path, sandbox: &Served, concurrency: u64) -> Option<f64> {
    let script = folder.join("conversions.lua");
    let lua = r#"
        local row = 0
        request = function()
            row = row + 1
            local customer = tostring(wrk.thread):sub(-8) .. row
            return wrk.format("POST", "/v2/tracking/conversion",
                { ["Authorization"] = "Bearer token", ["Content-Type"] = "application/json" },
                '{"affiliate_slug":"john","email":"' .. customer .. '@example.com","uid":"' .. customer .. '"}')
        end
    "#;
    fs::write(&script, lua).unwrap();
    let output = Command::new("wrk")
        .args(["-t2", &format!("-c{concurrency}"), "-d4s", "-s"])
        .arg(&script)
        .arg(&sandbox.base_url)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("Non-2xx"), "{text}");
    let rate = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
    Some(rate.trim().parse().unwrap())
}

/// A sandbox in a process of its own.
struct Served {
    child: Child,
    base_url: String,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_reditus"))
            .arg("sandbox")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, base_url: line.trim_end().to_owned() }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
