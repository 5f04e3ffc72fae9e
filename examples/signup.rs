//! Reads the referrer from a visitor's cookie, and lets a queue do what the remedy of an error says.
//!
//! `cargo run --example signup`. The queue is in memory here; yours is in a database, since a
//! conversion that is lost with the process is never paid.

use std::{collections::VecDeque, error::Error, time::Duration};

use reditus::{
    Click, Client, Conversion, Outcome, Remedy, RetryPolicy,
    reqwest::header::{COOKIE, HeaderMap},
};
use reditus_sandbox::{Fault, Sandbox};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().affiliates(["john"]).start().await?;
    // Without retries, so that the queue has something to do.
    let client =
        Client::builder("token").base_url(sandbox.base_url()).retry(RetryPolicy::none()).build()?;

    let mut queue = VecDeque::new();
    for (slug, email) in [("nobody", "joe@example.com"), ("john", "jane@example.com")] {
        match conversion(&request(slug)?, email) {
            Ok(conversion) => queue.push_back(conversion),
            // A visitor without a cookie was not referred. The signup goes on in any case.
            Err(error) => println!("nothing to report: {error}"),
        }
    }

    // At first the service is down, and then it loses the response to a conversion that it recorded.
    sandbox.faults().script([Fault::response(503), Fault::reset().recorded(true)]);
    let mut set_aside = Vec::new();
    while let Some(conversion) = queue.pop_front() {
        match client.track(conversion).await {
            Ok(Outcome::Recorded(_)) => println!("recorded"),
            Ok(Outcome::AlreadyRecorded(duplicate)) => println!("{duplicate}"),
            Err(error) => {
                println!("{error}");
                match (error.remedy(), error.conversion()) {
                    (Remedy::TryLater { after }, Some(conversion)) => {
                        tokio::time::sleep(after.unwrap_or(Duration::from_millis(100))).await;
                        queue.push_back(conversion);
                    }
                    (Remedy::FixConversion, conversion) => set_aside.extend(conversion),
                    // All others would fail as well. Keep the queue, and alert somebody.
                    _ => return Err(error.into()),
                }
            }
        }
    }
    println!("recorded: {}, set aside: {}", sandbox.ledger().len(), set_aside.len());
    Ok(())
}

/// What the web framework hands over: the request of a visitor whom an affiliate referred.
fn request(slug: &str) -> Result<HeaderMap, Box<dyn Error>> {
    let click = format!(":0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6:::::{slug}::::affiliate");
    let cookie = format!("theme=dark; _gr_id={}", click.replace(':', "%3A"));
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, cookie.parse()?);
    Ok(headers)
}

fn conversion(headers: &HeaderMap, email: &str) -> Result<Conversion, Box<dyn Error>> {
    let click = Click::from_headers(headers)?;
    let referrer = Conversion::from_click(&click)?;
    Ok(referrer.email(email).gr_id(click.gr_id()))
}
