//! Signs customers up with rusqlite, and has each conversion commit with its signup.
//!
//! `cargo run -p reditus-outbox --example rusqlite` runs it against a sandbox on this machine.

use std::{error::Error, time::Duration};

use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Worker, sqlite};
use reditus_sandbox::Sandbox;
use rusqlite::{Connection, Transaction, TransactionBehavior::Immediate};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("app.db");
    let mut db = Connection::open(&path)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL;
         CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, logins INTEGER DEFAULT 0)",
    )?;
    // These belong with your other migrations: `reditus outbox schema --sqlite` prints them.
    for migration in sqlite::SCHEMA {
        db.execute_batch(migration.sql)?;
    }

    // In production the worker has the token of `Client::builder`, and no base URL.
    let sandbox = Sandbox::start().await?;
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).spawn().await?;

    // The customer and the conversion commit together.
    let tx = db.transaction_with_behavior(Immediate)?;
    let jane = sign_up(&tx, "jane@example.com")?;
    tx.commit()?;

    // Rolled back, there is neither.
    let tx = db.transaction_with_behavior(Immediate)?;
    sign_up(&tx, "joe@example.com")?;
    tx.rollback()?;

    // The same conversion at the next login changes nothing, and the transaction goes on.
    let tx = db.transaction_with_behavior(Immediate)?;
    enqueue(&tx, jane, "jane@example.com")?;
    tx.execute("UPDATE users SET logins = logins + 1 WHERE id = ?1", [jane])?;
    tx.commit()?;

    // A conversion that could never be sent does not cost the signup.
    let tx = db.transaction_with_behavior(Immediate)?;
    sign_up(&tx, "jack\n@example.com")?;
    tx.commit()?;

    while !worker.outbox().stats().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(20)).await;
    let (users, logins): (i64, i64) =
        db.query_row("SELECT count(*), sum(logins) FROM users", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let (sent, recorded) = (sandbox.requests().len(), sandbox.ledger().len());
    println!("{users} users, {logins} login, {sent} request, {recorded} conversion recorded");
    assert_eq!((users, logins, sent, recorded), (2, 1, 1, 1));
    Ok(())
}

fn sign_up(tx: &Transaction<'_>, email: &str) -> rusqlite::Result<i64> {
    tx.execute("INSERT INTO users (email) VALUES (?1)", [email])?;
    let id = tx.last_insert_rowid();
    enqueue(tx, id, email)?;
    Ok(id)
}

fn enqueue(tx: &Transaction<'_>, id: i64, email: &str) -> rusqlite::Result<()> {
    // In production: `Conversion::from_click`, with the click from the request's cookie.
    let conversion = Conversion::affiliate("john").email(email).uid(id.to_string());
    match Entry::new(&conversion) {
        Ok(entry) => {
            tx.execute(sqlite::ENQUEUE, [entry.key(), entry.body()])?;
        }
        Err(invalid) => println!("not enqueued: {invalid}"),
    }
    Ok(())
}
