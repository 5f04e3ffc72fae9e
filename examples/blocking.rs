//! Reports from code that is not asynchronous, such as a command or a job.
//!
//! `cargo run --example blocking`; a program of your own needs the feature `blocking`.

use std::error::Error;

use reditus::{Conversion, Remedy, RetryPolicy, blocking};
use reditus_sandbox::{Fault, Sandbox};

fn main() -> Result<(), Box<dyn Error>> {
    // Only the sandbox needs a runtime.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sandbox = runtime.block_on(Sandbox::builder().affiliates(["john"]).start())?;
    // For the service itself: `blocking::Client::from_env()`.
    let client = reditus::Client::builder("token").base_url(sandbox.base_url()).build()?;
    let client = blocking::Client::try_from(client)?;

    let signups = [("john", "jane@example.com"), ("nobody", "joe@example.com")];
    for (slug, email) in signups {
        report(&client, Conversion::affiliate(slug).email(email));
    }
    // The response is lost, and nobody tries again: that is left to the next run of the job.
    sandbox.faults().script([Fault::reset().recorded(true)]);
    let once = client.with_retry(RetryPolicy::none());
    report(&once, Conversion::affiliate("john").email("max@example.com"));
    assert_eq!(sandbox.ledger().len(), 2);
    Ok(())
}

fn report(client: &blocking::Client, conversion: Conversion) {
    match client.track(conversion) {
        Ok(outcome) => println!("{outcome:?}"),
        Err(error) => {
            println!("{error}");
            match error.remedy() {
                Remedy::TryLater { .. } => println!("-> keep it for the next run"),
                Remedy::FixConversion => println!("-> set it aside"),
                Remedy::FixSetup => println!("-> stop, and alert somebody"),
            }
        }
    }
}
