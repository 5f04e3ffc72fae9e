//! `reditus relay`, over sockets.

mod callers;
mod clicks;
mod delivering;
mod document;
mod ending;
mod languages;
mod limits;
mod looking;
mod redaction;
mod storing;
mod wire;

use std::{
    fs::File,
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{command::signal, outbox::Place};
use wire::{Response, send};

/// A relay in a process of its own, killed at the end.
pub(crate) struct Relay {
    child: Child,
    pub(crate) base_url: String,
    stdout: BufReader<ChildStdout>,
    folder: TempDir,
}

impl Relay {
    /// One that stores here, and reports nothing.
    fn storing(place: &Place) -> Self {
        Self::start(&mut command(place, &["--deliver=false"]))
    }

    fn start(command: &mut Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stderr = File::create(folder.path().join("stderr")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(stderr).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let base_url = line.trim_end().to_owned();
        let mut relay = Self { child, base_url, stdout, folder };
        assert!(relay.base_url.starts_with("http://"), "{}", relay.stderr());
        relay
    }

    fn addr(&self) -> &str {
        self.base_url.strip_prefix("http://").unwrap()
    }

    fn post(&self, path: &str, body: &Value) -> Response {
        self.post_with(path, body, "")
    }

    fn post_with(&self, path: &str, body: &Value, headers: &str) -> Response {
        let body = body.to_string();
        let addr = self.addr();
        send(
            addr,
            format!(
                "POST {path} HTTP/1.1\r\nhost: {addr}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\nconnection: close\r\n{headers}\r\n{body}",
                body.len()
            ),
        )
    }

    fn get(&self, path: &str) -> Response {
        let addr = self.addr();
        let head = format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n");
        send(addr, head)
    }

    /// What it has logged so far.
    fn stderr(&mut self) -> String {
        std::fs::read_to_string(self.folder.path().join("stderr")).unwrap()
    }

    /// Asks it to stop, and returns its exit code and the rest of its output.
    fn stop(&mut self) -> (Option<i32>, String) {
        signal(&self.child, "-TERM");
        let code = self.child.wait().unwrap().code();
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.stdout, &mut rest).unwrap();
        (code, rest)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A relay on a free port, with an outbox that is created.
fn command(place: &Place, args: &[&str]) -> Command {
    let mut command = place.command(&["relay", "--addr", "127.0.0.1:0", "--migrate"]);
    command.args(args);
    command
}

const V1: &str = "/v1/tracking/conversion";
const V2: &str = "/v2/tracking/conversion";
const CLICK: &str = "/v2/tracking/click-conversion";

fn conversion(uid: &str) -> Value {
    json!({ "affiliate_slug": "john", "uid": uid })
}

fn new() -> Value {
    json!({ "stored": "new" })
}

fn before() -> Value {
    json!({ "stored": "before" })
}
