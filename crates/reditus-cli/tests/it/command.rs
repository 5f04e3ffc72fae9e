//! The command as its users have it: a process, its output, its exit code.

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use reditus_sandbox::{Builder, Sandbox};

/// Nothing of the environment that the tests run in gets through.
pub(crate) fn reditus(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reditus"));
    command.args(args).env("XDG_CONFIG_HOME", "/nowhere").env_remove("REDITUS_CONFIG");
    for setting in ["API_TOKEN", "TOKEN_FILE", "BASE_URL", "RATE", "OUTBOX", "RELAY_TOKEN"] {
        command.env_remove(format!("REDITUS_{setting}"));
    }
    command
}

/// Exit code, standard output, standard error.
pub(crate) fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// An import from a folder to a sandbox, with a token and without a limit.
pub(crate) fn import(folder: &Path, sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = reditus(&["import"]);
    command.args(args).current_dir(folder);
    command.env("REDITUS_API_TOKEN", "token").env("REDITUS_BASE_URL", sandbox.base_url());
    command.env("REDITUS_RATE", "off");
    command
}

pub(crate) fn start(builder: Builder) -> Sandbox {
    try_start(builder).unwrap()
}

/// A sandbox in the place of one that was stopped. Until then its port may be another test's, for a
/// connection of its own.
pub(crate) fn start_at(addr: SocketAddr, builder: impl Fn() -> Builder) -> Sandbox {
    for _ in 0..100 {
        if let Ok(sandbox) = try_start(builder().addr(addr)) {
            return sandbox;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("{addr} was taken for ten seconds");
}

/// A sandbox has a thread of its own, and outlives the runtime that starts it.
fn try_start(builder: Builder) -> Result<Sandbox, reditus_sandbox::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(builder.start())
}

/// A file of customers whom John has referred.
pub(crate) fn signups(path: &Path, uids: impl IntoIterator<Item = u32>) {
    let rows: String = uids.into_iter().map(|uid| format!("john,{uid}\n")).collect();
    fs::write(path, format!("affiliate_slug,uid\n{rows}")).unwrap();
}

#[track_caller]
pub(crate) fn wait_for(condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < Duration::from_secs(60), "waited for a minute");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Waits until the sandbox has seen this many requests.
#[track_caller]
pub(crate) fn until(sandbox: &Sandbox, requests: usize) {
    wait_for(|| sandbox.requests().len() >= requests);
}

/// Says that a test needs what is not here; fails where it must be.
pub(crate) fn skip(why: &str) {
    assert!(env::var_os("REDITUS_REQUIRE_PEERS").is_none(), "{why}");
    // Past the test harness, which shows only what a failed test prints.
    io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
}

pub(crate) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

/// A sandbox in a process of its own, interrupted at the end.
pub(crate) struct Served {
    child: Child,
    pub(crate) base_url: String,
}

impl Served {
    pub(crate) fn start() -> Self {
        let mut child = reditus(&["sandbox"]).stdout(Stdio::piped()).spawn().unwrap();
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
