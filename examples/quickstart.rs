//! Reports one conversion to a sandbox on this machine.
//!
//! `cargo run --example quickstart`

use reditus::{Client, Conversion, Outcome};
use reditus_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    // For the service itself: `Client::from_env()`.
    let client = Client::builder("token").base_url(sandbox.base_url()).build()?;

    let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
    match client.track(conversion).await? {
        Outcome::Recorded(referral) => println!("recorded, in state {:?}", referral.state()),
        Outcome::AlreadyRecorded(duplicate) => println!("{duplicate}"),
    }
    println!("conversions in the sandbox: {}", sandbox.ledger().len());
    Ok(())
}
