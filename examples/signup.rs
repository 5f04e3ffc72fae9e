//! A signup handler that reports a conversion without slowing the signup down.
//!
//! `cargo run --example signup` runs it against a sandbox on this machine.

use std::time::Duration;

use reditus::{Client, Conversion, Outcome, Timeouts};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = reditus_sandbox::Sandbox::start().await?;
    // Once, at start-up. In production: `Client::from_env()`.
    let client = Client::builder("token")
        .base_url(sandbox.base_url())
        .timeouts(Timeouts::default().total(Duration::from_secs(20)))
        .build()?;

    let reported = sign_up(&client, "jane@example.com", "42", Some("rl:1"));
    println!("signed up");

    // A server goes on serving; this one waits to show what became of it.
    reported.await?;
    println!("the service holds {} conversion", sandbox.ledger().len());
    Ok(())
}

/// The signup itself does not wait for the report, and does not fail with it.
fn sign_up(
    client: &Client,
    email: &str,
    uid: &str,
    click: Option<&str>,
) -> tokio::task::JoinHandle<()> {
    let mut conversion = Conversion::affiliate("john").email(email).uid(uid);
    if let Some(click) = click {
        conversion = conversion.gr_id(click);
    }
    let client = client.clone();
    tokio::spawn(async move {
        match client.track(conversion).await {
            Ok(Outcome::Recorded(_)) => println!("recorded"),
            Ok(Outcome::AlreadyRecorded(duplicate)) => println!("{duplicate}"),
            Err(error) => {
                eprintln!("{error}");
                // To be tracked again: put it into a queue of yours.
                let _conversion = error.into_conversion();
            }
        }
    })
}
