//! Signs customers up with diesel, and has each conversion commit with its signup.
//!
//! `cargo run` runs it against a sandbox on this machine. On PostgreSQL only `sqlite` changes to
//! `postgres` where the outbox is concerned.

use std::{error::Error, time::Duration};

use diesel::{
    Connection, QueryResult, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    prelude::*,
    result,
    sql_query,
    sql_types::Text,
};
use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Worker, sqlite};
use reditus_sandbox::Sandbox;

diesel::table! {
    users {
        id -> BigInt,
        email -> Text,
        logins -> BigInt,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("app.db");
    let mut db = SqliteConnection::establish(&path.to_string_lossy())?;
    db.batch_execute(
        "PRAGMA journal_mode = WAL;
         PRAGMA busy_timeout = 5000;
         CREATE TABLE users
             (id INTEGER PRIMARY KEY, email TEXT NOT NULL, logins INTEGER NOT NULL DEFAULT 0)",
    )?;
    // These belong with your other migrations: `reditus outbox schema --sqlite` prints them.
    for migration in sqlite::SCHEMA {
        db.batch_execute(migration.sql)?;
    }

    // In production the worker has the token of `Client::builder`, and no base URL.
    let sandbox = Sandbox::start().await?;
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).spawn().await?;

    // The customer and the conversion commit together.
    let jane = db.immediate_transaction(|tx| sign_up(tx, "jane@example.com"))?;

    // Rolled back, there is neither.
    let rolled_back: QueryResult<()> = db.immediate_transaction(|tx| {
        sign_up(tx, "joe@example.com")?;
        Err(result::Error::RollbackTransaction)
    });
    assert_eq!(rolled_back, Err(result::Error::RollbackTransaction));

    // The same conversion at the next login changes nothing, and the transaction goes on.
    db.immediate_transaction(|tx| {
        enqueue(tx, jane, "jane@example.com")?;
        let user = users::table.find(jane);
        diesel::update(user).set(users::logins.eq(users::logins + 1)).execute(tx)
    })?;

    // A conversion that could never be sent does not cost the signup.
    db.immediate_transaction(|tx| sign_up(tx, "jack\n@example.com"))?;

    while !worker.outbox().stats().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(20)).await;
    let logins: Vec<i64> = users::table.select(users::logins).order(users::id).load(&mut db)?;
    let (sent, recorded) = (sandbox.requests().len(), sandbox.ledger().len());
    println!("logins {logins:?}, {sent} request, {recorded} conversion recorded");
    assert_eq!((logins, sent, recorded), (vec![1, 0], 1, 1));
    Ok(())
}

fn sign_up(tx: &mut SqliteConnection, email: &str) -> QueryResult<i64> {
    let insert = diesel::insert_into(users::table).values(users::email.eq(email));
    let id = insert.returning(users::id).get_result(tx)?;
    enqueue(tx, id, email)?;
    Ok(id)
}

fn enqueue(tx: &mut SqliteConnection, id: i64, email: &str) -> QueryResult<()> {
    // In production: `Conversion::from_click`, with the click from the request's cookie.
    let conversion = Conversion::affiliate("john").email(email).uid(id.to_string());
    match Entry::new(&conversion) {
        Ok(entry) => {
            sql_query(sqlite::ENQUEUE)
                .bind::<Text, _>(entry.key())
                .bind::<Text, _>(entry.body())
                .execute(tx)?;
        }
        Err(invalid) => println!("not enqueued: {invalid}"),
    }
    Ok(())
}
