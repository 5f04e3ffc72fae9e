//! A call that is dropped leaves nothing behind.

use std::time::Duration;

use reditus::{Client, Conversion, Outcome, RetryPolicy};
use reditus_sandbox::{Fault, Sandbox};

#[tokio::test]
async fn a_call_can_be_dropped_at_any_await_and_the_client_goes_on() {
    let ms = Duration::from_millis(1);
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::builder("token")
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::default().first_delay(5 * ms).max_delay(5 * ms))
        .rate_limit(reditus::RateLimit::off())
        .build()
        .unwrap();
    for after in 0..200_u32 {
        sandbox.faults().clear();
        sandbox.faults().script([
            Fault::response(503).delayed(2 * ms),
            Fault::close().delayed(2 * ms),
            Fault::drip(ms),
        ]);
        // From before the first connection to within the body of the last response.
        let call = client.track(Conversion::affiliate("john").uid(after.to_string()));
        let _ = tokio::time::timeout(ms * after / 8, call).await;
    }
    sandbox.faults().clear();
    // The server may still read what is in the sockets' buffers.
    tokio::time::sleep(30 * ms).await;
    let seen = sandbox.requests().len();
    tokio::time::sleep(30 * ms).await;
    assert_eq!(sandbox.requests().len(), seen, "something goes on after the calls were dropped");
    let outcome = client.track(Conversion::affiliate("john").uid("last")).await;
    assert!(matches!(outcome, Ok(Outcome::Recorded(_))), "{outcome:?}");
}
