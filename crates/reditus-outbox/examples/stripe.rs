//! Keeps the order that pays with Stripe: conversion first, then a customer with the same id.
//!
//! `cargo run -p reditus-outbox --example stripe` runs it against a sandbox on this machine.
//!
//! Reditus matches Stripe's customers with conversions later: by e-mail address, which changes over
//! time, or better by the conversion's `uid`, if that is Stripe's customer id or the `user_id` in the
//! customer's metadata. If the customer is older than the conversion, the conversion has 30 s: a
//! later one may be recorded and never paid. So
//!
//! 1. store the user, and with it the conversion, whose `uid` is your own id of the user,
//! 2. create Stripe's customer *after* that commit, with that id in its metadata,
//! 3. raise an alarm when the oldest conversion that is not reported is half a minute old.

use std::{collections::BTreeMap, error::Error, time::Duration};

use reditus::{Click, Client, Conversion};
use reditus_outbox::{Entry, Outbox, Worker, sqlite};
use reditus_sandbox::{Fault, Sandbox};
use rusqlite::{Connection, TransactionBehavior::Immediate};

/// After this, a payment may not be matched any more.
const LATE: Duration = Duration::from_secs(30);

/// What Stripe's `POST /v1/customers` takes.
struct StripeCustomer {
    email: String,
    metadata: BTreeMap<&'static str, String>,
}

fn sign_up(
    db: &mut Connection,
    click: &Click,
    email: &str,
) -> Result<StripeCustomer, Box<dyn Error>> {
    let tx = db.transaction_with_behavior(Immediate)?;
    tx.execute("INSERT INTO users (email) VALUES (?1)", [email])?;
    let user_id = tx.last_insert_rowid().to_string();
    match Conversion::from_click(click) {
        Ok(referrer) => {
            let conversion = referrer.email(email).uid(&user_id).gr_id(click.gr_id());
            match Entry::new(&conversion) {
                Ok(entry) => drop(tx.execute(sqlite::ENQUEUE, [entry.key(), entry.body()])?),
                Err(invalid) => eprintln!("not reported: {invalid}"),
            }
        }
        Err(nobody) => eprintln!("not reported: {nobody}"),
    }
    tx.commit()?; // the worker sends it within 25 ms
    // Only now: Stripe is another machine, and may be slow.
    let metadata = BTreeMap::from([("user_id", user_id)]);
    Ok(StripeCustomer { email: email.to_owned(), metadata })
}

/// To be asked every few seconds, by what wakes somebody up.
async fn is_late(outbox: &Outbox, late: Duration) -> Result<bool, reditus_outbox::Error> {
    Ok(outbox.stats().await?.oldest.is_some_and(|age| age >= late))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("app.db");
    let mut db = Connection::open(&path)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)",
    )?;
    for migration in sqlite::SCHEMA {
        db.execute_batch(migration.sql)?;
    }
    let sandbox = Sandbox::start().await?;
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::sqlite(&path).client(client).spawn().await?;

    let click = Click::parse(":3f0c:::::john::::affiliate")?;
    let customer = sign_up(&mut db, &click, "jane@example.com")?;
    let ledger = sandbox.wait_for(1).await;
    println!("customer of Stripe: {:?}, conversion: uid {:?}", customer.metadata, ledger[0].uid);
    assert_eq!(ledger[0].uid.as_ref(), customer.metadata.get("user_id"));
    assert_eq!(customer.email, "jane@example.com");
    assert!(!is_late(worker.outbox(), LATE).await?);

    // The service is down. An alarm after 30 s is the same as this one after 1 s.
    sandbox.faults().always(Fault::response(503));
    sign_up(&mut db, &click, "max@example.com")?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("late: {}", is_late(worker.outbox(), Duration::from_secs(1)).await?);
    assert!(is_late(worker.outbox(), Duration::from_secs(1)).await?);
    worker.shutdown(Duration::from_secs(20)).await;
    Ok(())
}
