//! A worker delivers what was enqueued in the user's own transaction.

use std::time::Duration;

use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Worker, sqlite};
use reditus_sandbox::Sandbox;
use rusqlite::{Connection, TransactionBehavior};

#[tokio::test]
async fn a_committed_conversion_is_reported_and_a_rolled_back_one_is_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).migrate(true).spawn().await.unwrap();

    let mut user = Connection::open(&path).unwrap();
    user.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)").unwrap();
    for (email, commit) in [("jane@example.com", true), ("john@example.com", false)] {
        let tx = user.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        tx.execute("INSERT INTO users (email) VALUES (?1)", [email]).unwrap();
        let id = tx.last_insert_rowid().to_string();
        let entry = Entry::new(&Conversion::affiliate("john").email(email).uid(id)).unwrap();
        tx.execute(sqlite::ENQUEUE, [entry.key(), entry.body()]).unwrap();
        if commit {
            tx.commit().unwrap();
        }
    }
    while !worker.outbox().stats().await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(5)).await;
    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0].email.as_deref(), Some("jane@example.com"));
    assert_eq!(sandbox.requests().len(), 1);
}
