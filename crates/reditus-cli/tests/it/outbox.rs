//! `reditus outbox`, on SQLite and, where there is one, on a PostgreSQL server.

#[path = "../../../reditus-outbox/tests/cluster/mod.rs"]
mod cluster;
mod importing;
mod kill;
mod looking;
mod redaction;
pub(crate) mod running;
mod schema;

use std::{
    path::Path,
    process::{Command, Stdio},
    thread,
};

use reditus_sandbox::Sandbox;
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{reditus, run};

/// An outbox for one test.
pub(crate) struct Place {
    folder: TempDir,
    pub(crate) address: String,
}

/// One outbox without tables for each database that is there.
pub(crate) fn places() -> Vec<Place> {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("app.db").to_str().unwrap().to_owned();
    let mut places = vec![Place { folder, address }];
    if let Some(server) = cluster::server() {
        let folder = tempfile::tempdir().unwrap();
        places.push(Place { folder, address: server.database().url });
    }
    places
}

/// Tests each of the [`places`], all at the same time.
pub(crate) fn in_each_place(test: impl Fn(Place) + Sync) {
    thread::scope(|scope| {
        let test = &test;
        places().into_iter().for_each(|place| _ = scope.spawn(move || test(place)));
    });
}

impl Place {
    pub(crate) fn is_sqlite(&self) -> bool {
        Path::new(&self.address).is_absolute()
    }

    /// A command with this outbox in the environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = reditus(args);
        command.env("REDITUS_OUTBOX", &self.address).current_dir(self.folder.path());
        command
    }

    /// `reditus outbox run` against this sandbox, as fast as it can.
    pub(crate) fn worker(&self, sandbox: &Sandbox, args: &[&str]) -> Command {
        let mut command = self.command(&["outbox", "run", "--rate", "off"]);
        command.args(args).env("REDITUS_API_TOKEN", "token");
        command.env("REDITUS_BASE_URL", sandbox.base_url());
        command
    }

    /// The object that a command prints, which must succeed.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let (code, stdout, stderr) = run(self.command(args).arg("--json"));
        assert_eq!(code, 0, "{args:?}: {stdout}{stderr}");
        serde_json::from_str(&stdout).unwrap()
    }

    pub(crate) fn enqueue(&self, args: &[&str]) -> Value {
        self.json(&[&["track", "--migrate"], args].concat())
    }

    /// Executes statements as another program would.
    pub(crate) fn execute(&self, sql: &str) {
        if self.is_sqlite() {
            return Connection::open(&self.address).unwrap().execute_batch(sql).unwrap();
        }
        let mut psql = Command::new("psql");
        psql.args(["-qX", "-v", "ON_ERROR_STOP=1", "-c", sql, &self.address]);
        assert!(psql.stdout(Stdio::null()).status().unwrap().success(), "{sql}");
    }

    pub(crate) fn entries(&self) -> &str {
        if self.is_sqlite() { "reditus_outbox_entries" } else { "reditus_outbox.entries" }
    }
}
