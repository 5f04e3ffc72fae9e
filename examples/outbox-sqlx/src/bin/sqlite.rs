//! Signs customers up with sqlx on SQLite, and has each conversion commit with its signup.
//!
//! `cargo run --bin sqlite` runs it against a sandbox on this machine.

use std::{error::Error, time::Duration};

use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Worker, sqlite};
use reditus_sandbox::Sandbox;
use sqlx::{
    SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

/// A transaction that began by reading cannot write once another has written.
const BEGIN: &str = "BEGIN IMMEDIATE";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("app.db");
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let db = SqlitePool::connect_with(options).await?;
    sqlx::query(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, logins INTEGER DEFAULT 0)",
    )
    .execute(&db)
    .await?;
    // These belong with your other migrations: `reditus outbox schema --sqlite` prints them.
    for migration in sqlite::SCHEMA {
        sqlx::raw_sql(migration.sql).execute(&db).await?;
    }

    // In production the worker has the token of `Client::builder`, and no base URL.
    let sandbox = Sandbox::start().await?;
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).spawn().await?;

    // The customer and the conversion commit together.
    let mut tx = db.begin_with(BEGIN).await?;
    let jane = sign_up(&mut tx, "jane@example.com").await?;
    tx.commit().await?;

    // Rolled back, there is neither.
    let mut tx = db.begin_with(BEGIN).await?;
    sign_up(&mut tx, "joe@example.com").await?;
    tx.rollback().await?;

    // The same conversion at the next login changes nothing, and the transaction goes on.
    let mut tx = db.begin_with(BEGIN).await?;
    enqueue(&mut tx, jane, "jane@example.com").await?;
    let sql = "UPDATE users SET logins = logins + 1 WHERE id = $1";
    sqlx::query(sql).bind(jane).execute(&mut *tx).await?;
    tx.commit().await?;

    // A conversion that could never be sent does not cost the signup.
    let mut tx = db.begin_with(BEGIN).await?;
    sign_up(&mut tx, "jack\n@example.com").await?;
    tx.commit().await?;

    while !worker.outbox().stats().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(20)).await;
    let (users, logins): (i64, i64) =
        sqlx::query_as("SELECT count(*), sum(logins) FROM users").fetch_one(&db).await?;
    let (sent, recorded) = (sandbox.requests().len(), sandbox.ledger().len());
    println!("{users} users, {logins} login, {sent} request, {recorded} conversion recorded");
    assert_eq!((users, logins, sent, recorded), (2, 1, 1, 1));
    Ok(())
}

async fn sign_up(tx: &mut SqliteConnection, email: &str) -> sqlx::Result<i64> {
    let sql = "INSERT INTO users (email) VALUES ($1) RETURNING id";
    let id = sqlx::query_scalar(sql).bind(email).fetch_one(&mut *tx).await?;
    enqueue(tx, id, email).await?;
    Ok(id)
}

async fn enqueue(tx: &mut SqliteConnection, id: i64, email: &str) -> sqlx::Result<()> {
    // In production: `Conversion::from_click`, with the click from the request's cookie.
    let conversion = Conversion::affiliate("john").email(email).uid(id.to_string());
    match Entry::new(&conversion) {
        Ok(entry) => {
            sqlx::query(sqlite::ENQUEUE)
                .bind(entry.key())
                .bind(entry.body())
                .execute(tx)
                .await?;
        }
        Err(invalid) => println!("not enqueued: {invalid}"),
    }
    Ok(())
}
