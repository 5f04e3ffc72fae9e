//! A long transaction of the user's, missing tables, a mode of one's own.

use std::{os::unix::fs::PermissionsExt, time::Duration};

use reditus::{Client, Conversion};
use reditus_outbox::{Address, Entry, ErrorKind, Outbox, Worker, sqlite};
use reditus_sandbox::{Fault, Sandbox};
use rusqlite::Connection;

fn entry(uid: &str) -> Entry {
    Entry::new(&Conversion::affiliate("john").uid(uid)).unwrap()
}

#[tokio::test]
async fn a_long_transaction_of_the_users_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::delay(Duration::from_millis(300))]);
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).migrate(true).spawn().await.unwrap();
    let user = Connection::open(&path).unwrap();
    user.execute(sqlite::ENQUEUE, [entry("1").key(), entry("1").body()]).unwrap();
    while sandbox.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The response arrives, and cannot be written down for longer than SQLite waits.
    user.execute_batch("BEGIN IMMEDIATE").unwrap();
    user.execute(sqlite::ENQUEUE, [entry("2").key(), entry("2").body()]).unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(sandbox.requests().len(), 1);
    user.execute_batch("COMMIT").unwrap();
    while !worker.outbox().stats().await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(5)).await;
    assert_eq!((sandbox.ledger().len(), sandbox.requests().len()), (2, 2));
}

#[tokio::test]
async fn missing_tables_and_files_are_named_and_nothing_is_created_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let open = |migrate| Outbox::at(Address::Sqlite(path.clone())).migrate(migrate).open();
    let error = open(false).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(!path.exists());

    Connection::open(&path).unwrap().execute_batch("CREATE TABLE users (id)").unwrap();
    let mode = |mode| std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
    mode(0o640);
    let error = open(false).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(error.to_string().contains("reditus outbox schema --sqlite"), "{error}");
    open(true).await.unwrap();
    open(false).await.unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);

    let newer = Connection::open(&path).unwrap();
    newer.execute_batch("UPDATE reditus_outbox_schema SET version = 2").unwrap();
    let error = open(true).await.unwrap_err();
    assert!(error.to_string().contains("version 2"), "{error}");

    let fresh = folder.path().join("fresh.db");
    Outbox::at(Address::Sqlite(fresh.clone())).migrate(true).open().await.unwrap();
    assert_eq!(fresh.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}
