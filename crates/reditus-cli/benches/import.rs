//! How fast an import is without a limit, beside the same requests from a bare loop, and from wrk
//! where it is installed; and how much memory it takes, whatever the number of rows.
//!
//! `cargo bench -p reditus-cli --bench import`, with `-- --rows 1000000` for the long one.
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

const CONCURRENCY: u64 = 32;
const ROWS: u64 = 20_000;
const RUNS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let most = args.iter().position(|arg| arg == "--rows").map(|at| args[at + 1].parse().unwrap());
    let folder = tempfile::tempdir().unwrap();

    println!("rows a second, {ROWS} rows, {CONCURRENCY} at once, each on a fresh sandbox");
    let mut rates: [Vec<f64>; 3] = Default::default();
    for _ in 0..RUNS {
        let sandbox = Served::start();
        rates[0].push(ROWS as f64 / import(folder.path(), &sandbox, ROWS).0.as_secs_f64());
        let sandbox = Served::start();
        rates[1].push(ROWS as f64 / bare(&sandbox, ROWS).as_secs_f64());
        let sandbox = Served::start();
        rates[2].extend(wrk(folder.path(), &sandbox));
    }
    for (name, rates) in ["reditus import", "bare loop", "wrk"].iter().zip(&mut rates) {
        rates.sort_by(f64::total_cmp);
        match rates.get(rates.len() / 2) {
            Some(median) => println!("  {name:<16}{median:>8.0}"),
            None => println!("  {name:<16}not installed"),
        }
    }

    println!("peak memory");
    for rows in [10_000, 100_000].into_iter().chain(most) {
        let sandbox = Served::start();
        let (took, peak) = import(folder.path(), &sandbox, rows);
        println!("  {rows:>9} rows {peak:>7} KiB, {:.1} s", took.as_secs_f64());
    }
}

/// The time that an import takes, and its peak of resident memory in KiB.
fn import(folder: &Path, sandbox: &Served, rows: u64) -> (Duration, u64) {
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
        .arg(CONCURRENCY.to_string())
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

/// As the system has counted it so far.
fn peak_of(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// The same requests, and nothing around them.
fn bare(sandbox: &Served, rows: u64) -> Duration {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let url = format!("{}/v2/tracking/conversion", sandbox.base_url);
        let next = Arc::new(AtomicU64::new(0));
        let started = Instant::now();
        let workers: Vec<_> = (0..CONCURRENCY)
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
                        let answer = request.send().await.unwrap();
                        assert_eq!(answer.status(), 201);
                        answer.bytes().await.unwrap();
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

/// Requests a second, by wrk; `None` where it is not installed.
fn wrk(folder: &Path, sandbox: &Served) -> Option<f64> {
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
        .args(["-t2", &format!("-c{CONCURRENCY}"), "-d4s", "-s"])
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
