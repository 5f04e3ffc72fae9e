//! The blocking client: outside a runtime, inside one, and dropped within one.

use reditus::{Client, Conversion, Duplicate, ErrorKind, Outcome, RetryPolicy, blocking};
use reditus_sandbox::{Fault, Sandbox};

use crate::wire::conversion;

fn client(sandbox: &Sandbox) -> blocking::Client {
    let client = Client::builder("token").base_url(sandbox.base_url()).build().unwrap();
    client.try_into().unwrap()
}

fn sandbox() -> Sandbox {
    tokio::runtime::Runtime::new().unwrap().block_on(Sandbox::start()).unwrap()
}

#[test]
fn outside_a_runtime_it_has_the_same_semantics() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    sandbox.faults().script([Fault::response(503), Fault::close().recorded(true)]);
    let outcome = client.track(conversion()).unwrap();
    assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::PossiblyOurs));
    assert_eq!(sandbox.requests().len(), 3);

    sandbox.faults().script([Fault::response(503)]);
    let error = client.with_retry(RetryPolicy::none()).track(conversion()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unavailable, 1));
    assert_eq!(error.into_conversion(), Some(conversion()));
}

#[test]
fn threads_share_it() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    std::thread::scope(|scope| {
        for uid in 0..20 {
            let client = client.clone();
            scope.spawn(move || {
                client.track(Conversion::affiliate("john").uid(uid.to_string())).unwrap();
            });
        }
    });
    assert_eq!(sandbox.ledger().len(), 20);
}

#[tokio::test]
async fn inside_a_runtime_of_one_thread_it_neither_panics_nor_hangs() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    assert!(matches!(client.track(conversion()), Ok(Outcome::Recorded(_))));
    drop(client);
    assert!(blocking::Client::new("token").is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_a_runtime_of_many_threads_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let call = tokio::spawn({
        let client = client.clone();
        async move { client.track(conversion()) }
    });
    assert!(matches!(call.await.unwrap(), Ok(Outcome::Recorded(_))));
}
