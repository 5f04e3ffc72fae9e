//! Tests code of your own against a sandbox, with faults on purpose.
//!
//! `cargo test --example test_with_sandbox`. A program of your own has the sandbox among its
//! dev-dependencies, and needs neither a token nor a network for this.

use reditus::{Client, Conversion, Error, Outcome};

/// The code to test: it takes the client, so that a test can point it elsewhere.
pub async fn report(client: &Client, slug: &str, user: u64) -> Result<Outcome, Error> {
    client.track(Conversion::affiliate(slug).uid(user.to_string())).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = reditus_sandbox::Sandbox::start().await?;
    let client = Client::builder("any").base_url(sandbox.base_url()).build()?;
    println!("{:?}", report(&client, "john", 42).await?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reditus::{Client, Duplicate, ErrorKind, Outcome, RetryPolicy};
    use reditus_sandbox::{Fault, Sandbox};
    use tokio::time::timeout;

    use super::report;

    async fn sandbox() -> (Sandbox, Client) {
        let sandbox = Sandbox::builder().affiliates(["john"]).start().await.unwrap();
        let quick = RetryPolicy::default().first_delay(Duration::from_millis(1));
        let client = Client::builder("any").base_url(sandbox.base_url()).retry(quick);
        (sandbox, client.build().unwrap())
    }

    #[tokio::test]
    async fn a_user_is_recorded_once() {
        let (sandbox, client) = sandbox().await;
        assert!(matches!(report(&client, "john", 42).await, Ok(Outcome::Recorded(_))));
        let again = report(&client, "john", 42).await;
        assert!(matches!(again, Ok(Outcome::AlreadyRecorded(Duplicate::Before))));
        assert_eq!(sandbox.ledger()[0].uid.as_deref(), Some("42"));
        assert_eq!(sandbox.ledger().len(), 1);
    }

    #[tokio::test]
    async fn a_lost_response_costs_nothing() {
        let (sandbox, client) = sandbox().await;
        sandbox.faults().script([Fault::response(503), Fault::reset().recorded(true)]);
        let outcome = report(&client, "john", 42).await;
        assert!(matches!(outcome, Ok(Outcome::AlreadyRecorded(Duplicate::PossiblyOurs))));
        assert_eq!((sandbox.requests().len(), sandbox.ledger().len()), (3, 1));
    }

    #[tokio::test]
    async fn an_unknown_slug_is_refused() {
        let (sandbox, client) = sandbox().await;
        let error = report(&client, "nobody", 42).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidReferrer);
        assert!(sandbox.ledger().is_empty());
    }

    /// For code that reports in the background.
    #[tokio::test]
    async fn a_spawned_report_arrives() {
        let (sandbox, client) = sandbox().await;
        tokio::spawn(async move { report(&client, "john", 42).await });
        let ledger = timeout(Duration::from_secs(5), sandbox.wait_for(1)).await.unwrap();
        assert_eq!(ledger.len(), 1);
    }
}
