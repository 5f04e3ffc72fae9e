//! Reports within a function that is frozen as soon as it returns: await, never spawn.
//!
//! `cargo run --example lambda_like`. Between two calls such a function gets no CPU, and it may never
//! be called again: a task that was spawned, or a worker, would be lost. So the report is awaited,
//! within the time that is left, and what is not known to be recorded goes to a queue that outlives
//! the function.

use std::{collections::VecDeque, error::Error, time::Duration};

use reditus::{Client, Conversion, Remedy, Timeouts};
use reditus_sandbox::{Fault, Sandbox};

/// The time that the platform leaves to one call, minus a second to store what failed.
const TOTAL: Duration = Duration::from_secs(2);

/// The platform's queue (SQS, say), whose messages come back as events.
type Queue = VecDeque<String>;

async fn handler(client: &Client, event: &str, queue: &mut Queue) -> Result<(), Box<dyn Error>> {
    let conversion: Conversion = serde_json::from_str(event)?;
    let Err(error) = client.track(conversion).await else { return Ok(()) };
    println!("{error}");
    match error.remedy() {
        Remedy::TryLater { .. } | Remedy::FixSetup => {
            // It remembers that an attempt may have been recorded.
            queue.push_back(serde_json::to_string(&error.conversion())?);
            Ok(())
        }
        // Returned as an error, it ends up with the platform's dead letters, and somebody looks.
        Remedy::FixConversion => Err(error.into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().affiliates(["john"]).start().await?;
    // Built once per instance, outside the handler. In production: `ClientBuilder::from_env()`.
    let client = Client::builder("token")
        .base_url(sandbox.base_url())
        .timeouts(Timeouts::default().total(TOTAL))
        .build()?;

    // Recorded, but no response arrives in the time that is left.
    sandbox.faults().script([Fault::hang().recorded(true)]);
    let mut queue = Queue::new();
    let event = r#"{"affiliate_slug":"john","email":"jane@example.com","uid":"42"}"#;
    handler(&client, event, &mut queue).await?;
    println!("queued: {}, recorded: {}", queue.len(), sandbox.ledger().len());

    let again = queue.pop_front().ok_or("nothing was queued")?;
    handler(&client, &again, &mut queue).await?;
    println!("queued: {}, recorded: {}", queue.len(), sandbox.ledger().len());

    let unknown = r#"{"affiliate_slug":"nobody","uid":"43"}"#;
    let dead_letter = handler(&client, unknown, &mut queue).await.is_err();
    assert!(dead_letter && queue.is_empty() && sandbox.ledger().len() == 1);
    Ok(())
}
