//! TLS to PostgreSQL, with certificates of an authority that this test makes. What is trusted is in
//! the environment, so each case is a process of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod certificates;
#[path = "../cluster/mod.rs"]
mod cluster;

use std::{
    env, fs,
    net::TcpListener,
    path::Path,
    process::{Command, exit},
    time::Duration,
};

use certificates::Certificates;
use cluster::Server;
use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Origin, Worker};
use reditus_sandbox::Sandbox;

fn main() {
    let args: Vec<String> = env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("--deliver") => deliver(&args[2]),
        // `cargo test -- --list` and filters: this is one test.
        Some("--list") => println!("tls: test"),
        _ => check(),
    }
}

/// Has a worker report one conversion from the outbox with this URL.
#[tokio::main]
async fn deliver(url: &str) {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = match Worker::postgres(url).client(client).migrate(true).spawn().await {
        Ok(worker) => worker,
        Err(error) => {
            eprint!("{error}");
            exit(1);
        }
    };
    let entry = Entry::new(&Conversion::affiliate("john").uid("1")).unwrap();
    worker.outbox().enqueue(vec![entry], Origin::Application).await.unwrap();
    while !worker.outbox().stats().await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    worker.shutdown(Duration::from_secs(5)).await;
    assert_eq!(sandbox.ledger().len(), 1);
}

fn check() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Some(server) = Server::listening_on(Some(port)) else { return };
    let Some(certificates) = Certificates::new("localhost") else { return };
    set(&server, &format!("ssl_cert_file = '{}'", certificates.certificate().display()));
    set(&server, &format!("ssl_key_file = '{}'", certificates.key().display()));
    restart(&server, "on", "hostssl");
    let url = |host: &str, sslmode: &str| {
        let database = server.database().url;
        let (_, name) = database.rsplit_once('/').unwrap();
        format!("postgres://postgres@{host}:{port}/{name}?sslmode={sslmode}")
    };

    let (ours, others) = (certificates.authority(), certificates.another_authority());
    // Only by its own name, and only if its issuer is trusted.
    assert_eq!(try_with(&ours, &url("localhost", "require")), Ok(()));
    assert_eq!(try_with(&ours, &url("localhost", "prefer")), Ok(()));
    for sslmode in ["require", "prefer"] {
        refused(&others, &url("localhost", sslmode), &["UnknownIssuer", "SSL_CERT_FILE"]);
        refused(&ours, &url("127.0.0.1", sslmode), &["not valid for name \"127.0.0.1\""]);
        refused(Path::new("/nowhere"), &url("localhost", sslmode), &["UnknownIssuer"]);
    }
    refused(&ours, &url("localhost", "verify-full"), &["use `require` for `verify-full`"]);
    // The server insists on TLS.
    refused(&ours, &url("localhost", "disable"), &["SQLSTATE 28000"]);

    restart(&server, "off", "host");
    refused(&ours, &url("127.0.0.1", "require"), &["server does not support TLS"]);
    for sslmode in ["prefer", "disable"] {
        // Without TLS, no trust store is needed.
        assert_eq!(try_with(Path::new("/nowhere"), &url("127.0.0.1", sslmode)), Ok(()));
    }
}

/// Restarts it with TLS or without, and with this kind of connection allowed over TCP.
fn restart(server: &Server, ssl: &str, connection: &str) {
    let allowed = format!("local all all trust\n{connection} all all 127.0.0.1/32 trust\n");
    fs::write(server.folder.join("data/pg_hba.conf"), allowed).unwrap();
    set(server, &format!("ssl = {ssl}"));
    server.crash();
    server.up();
}

fn set(server: &Server, setting: &str) {
    assert!(server.psql("postgres", &format!("ALTER SYSTEM SET {setting}")));
}

/// Delivers where only this authority is trusted; what it says if that fails.
fn try_with(trusted: &Path, url: &str) -> Result<(), String> {
    let done = Command::new(env::current_exe().unwrap())
        .args(["--deliver", url])
        .env("SSL_CERT_FILE", trusted)
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    match done.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
    }
}

fn refused(trusted: &Path, url: &str, says: &[&str]) {
    let said = try_with(trusted, url).unwrap_err();
    for part in says {
        assert!(said.contains(part), "{url}: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}
