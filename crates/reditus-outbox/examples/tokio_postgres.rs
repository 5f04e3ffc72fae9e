//! Signs customers up with tokio-postgres, and has each conversion commit with its signup.
//!
//! `.ci/peers/postgres cargo run -p reditus-outbox --example tokio_postgres` runs it against a
//! PostgreSQL server and a sandbox on this machine.

use std::{env, error::Error, time::Duration};

use reditus::{Client, Conversion};
use reditus_outbox::{Entry, Worker, postgres};
use reditus_sandbox::Sandbox;
use tokio_postgres::{NoTls, Transaction};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to an empty database")?;
    let (mut db, connection) = tokio_postgres::connect(&url, NoTls).await?;
    tokio::spawn(connection);
    db.batch_execute(
        "CREATE TABLE users
         (id bigint GENERATED ALWAYS AS IDENTITY, email text, logins bigint DEFAULT 0)",
    )
    .await?;
    // These belong with your other migrations: `reditus outbox schema --postgres` prints them.
    for migration in postgres::SCHEMA {
        db.batch_execute(migration.sql).await?;
    }

    // In production the worker has the token of `Client::builder`, and no base URL.
    let sandbox = Sandbox::start().await?;
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::postgres(&url).client(client).spawn().await?;

    // The customer and the conversion commit together.
    let tx = db.transaction().await?;
    let jane = sign_up(&tx, "jane@example.com").await?;
    tx.commit().await?;

    // Rolled back, there is neither.
    let tx = db.transaction().await?;
    sign_up(&tx, "joe@example.com").await?;
    tx.rollback().await?;

    // The same conversion at the next login changes nothing, and the transaction goes on.
    let tx = db.transaction().await?;
    enqueue(&tx, jane, "jane@example.com").await?;
    tx.execute("UPDATE users SET logins = logins + 1 WHERE id = $1", &[&jane]).await?;
    tx.commit().await?;

    // A conversion that could never be sent does not cost the signup.
    let tx = db.transaction().await?;
    sign_up(&tx, "jack\n@example.com").await?;
    tx.commit().await?;

    while !worker.outbox().stats().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(20)).await;
    let row = db.query_one("SELECT count(*), sum(logins)::bigint FROM users", &[]).await?;
    let (users, logins): (i64, i64) = (row.get(0), row.get(1));
    let (sent, recorded) = (sandbox.requests().len(), sandbox.ledger().len());
    println!("{users} users, {logins} login, {sent} request, {recorded} conversion recorded");
    assert_eq!((users, logins, sent, recorded), (2, 1, 1, 1));
    Ok(())
}

async fn sign_up(tx: &Transaction<'_>, email: &str) -> Result<i64, tokio_postgres::Error> {
    let sql = "INSERT INTO users (email) VALUES ($1) RETURNING id";
    let id = tx.query_one(sql, &[&email]).await?.get(0);
    enqueue(tx, id, email).await?;
    Ok(id)
}

async fn enqueue(tx: &Transaction<'_>, id: i64, email: &str) -> Result<(), tokio_postgres::Error> {
    // In production: `Conversion::from_click`, with the click from the request's cookie.
    let conversion = Conversion::affiliate("john").email(email).uid(id.to_string());
    match Entry::new(&conversion) {
        Ok(entry) => {
            tx.execute(postgres::ENQUEUE, &[&entry.key(), &entry.body()]).await?;
        }
        Err(invalid) => println!("not enqueued: {invalid}"),
    }
    Ok(())
}
