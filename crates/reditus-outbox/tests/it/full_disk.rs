//! No space is left on the disk of a SQLite outbox: before a claim, and before a result is saved.

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::Command,
    time::Duration,
};

use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Worker, sqlite};
use reditus_sandbox::{Fault, Sandbox};
use rusqlite::Connection;
use tokio::time::sleep;

/// A disk of half a megabyte, in memory; `None`, with a line on stderr, for a user who may not mount.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if as_root(&["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs"], folder.path()) {
            return Some(Self(folder));
        }
        let what = "only root can mount a small disk: the test of a full one is skipped";
        assert!(env::var_os("REDITUS_REQUIRE_PEERS").is_none(), "{what}");
        let _ = writeln!(io::stderr(), "{what}"); // tests hide what `eprintln` prints
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn fill(&self) {
        let mut size = 512 * 1024;
        while size > 0 {
            if fs::write(self.path().join(format!("filler{size}")), vec![0; size]).is_err() {
                size /= 2;
            }
        }
    }

    fn free(&self) {
        for file in fs::read_dir(self.path()).unwrap().map(Result::unwrap) {
            if file.file_name().to_str().unwrap().starts_with("filler") {
                fs::remove_file(file.path()).unwrap();
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        as_root(&["umount", "--lazy"], self.path());
    }
}

/// Whether this worked, directly or by a sudo that asks for no password.
fn as_root(command: &[&str], path: &Path) -> bool {
    [&[][..], &["sudo", "-n"]].into_iter().any(|sudo| {
        let line = [sudo, command].concat();
        let done = Command::new(line[0]).args(&line[1..]).arg(path).output();
        done.is_ok_and(|done| done.status.success())
    })
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_sends_nothing_twice() {
    let Some(disk) = Disk::mount() else { return };
    let path = disk.path().join("app.db");
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).migrate(true).spawn().await.unwrap();
    let user = Connection::open(&path).unwrap();
    let enqueue = |uid: &str| {
        let entry = Entry::new(&Conversion::affiliate("john").uid(uid)).unwrap();
        user.execute(sqlite::ENQUEUE, [entry.key(), entry.body()])
    };
    let empty = async || {
        while !worker.outbox().stats().await.is_ok_and(|stats| stats.is_empty()) {
            sleep(Duration::from_millis(10)).await;
        }
    };

    // The service sees the request; its result cannot be saved.
    sandbox.faults().script([Fault::delay(Duration::from_millis(500))]);
    enqueue("1").unwrap();
    while sandbox.requests().is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    disk.fill();
    sleep(Duration::from_secs(2)).await;
    let said = enqueue("2").unwrap_err();
    assert!(said.to_string().contains("full"), "the disk has space: {said}");
    disk.free();
    empty().await;
    assert_eq!((sandbox.ledger().len(), sandbox.requests().len()), (1, 1));

    // It cannot be claimed, and so is not sent.
    worker.shutdown(Duration::from_secs(5)).await;
    enqueue("2").unwrap();
    disk.fill();
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).spawn().await.unwrap();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(sandbox.requests().len(), 1);
    disk.free();
    while sandbox.ledger().len() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(5)).await;
    assert_eq!(sandbox.requests().len(), 2);
}
