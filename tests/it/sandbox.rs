//! The client against the sandbox: what it says is what the ledger holds.

use reditus::{Client, Conversion, Duplicate, ErrorKind, Outcome, State};
use reditus_sandbox::Sandbox;

fn client(sandbox: &Sandbox) -> Client {
    Client::builder("token").base_url(sandbox.base_url()).build().unwrap()
}

#[tokio::test]
async fn a_conversion_goes_through_the_generated_client_and_comes_back_typed() {
    let sandbox = Sandbox::start().await.unwrap();
    let conversion =
        Conversion::affiliate("john").email("jane@example.com").uid("42").gr_id("rl:1");
    let outcome = client(&sandbox).track(conversion).await.unwrap();
    let Outcome::Recorded(referral) = outcome else { panic!("{outcome:?}") };
    assert_eq!(referral.email(), Some("jane@example.com"));
    assert_eq!(referral.uid(), Some("42"));
    assert_eq!(referral.state(), Some(State::Converted));
    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0].referrer.slug(), Some("john"));
    assert_eq!(referral.id(), Some(ledger[0].id.as_str()));
}

#[tokio::test]
async fn the_same_customer_again_is_already_recorded() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    client.track(Conversion::affiliate("john").email("jane@example.com").uid("42")).await.unwrap();
    for again in [
        Conversion::affiliate("john").email("jane@example.com"),
        Conversion::advocate("jwe512").uid("42"),
    ] {
        let outcome = client.track(again).await.unwrap();
        assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::Before));
    }
    assert_eq!(sandbox.ledger().len(), 1);
}

#[tokio::test]
async fn an_unknown_referrer_and_a_wrong_token_are_refused() {
    let sandbox = Sandbox::builder().token("right").affiliates(["john"]).start().await.unwrap();
    let track = async |token: &str, conversion| {
        let client = Client::builder(token).base_url(sandbox.base_url()).build().unwrap();
        client.track(conversion).await.unwrap_err()
    };
    let nobody = Conversion::affiliate("nobody").uid("42");
    let error = track("right", nobody.clone()).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidReferrer, Some(400)));
    assert!(!error.may_have_been_recorded());
    assert_eq!(error.into_conversion(), Some(nobody));
    let error = track("wrong", Conversion::affiliate("john").uid("42")).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unauthorized, Some(401)));
    assert!(sandbox.ledger().is_empty());
}

#[tokio::test]
#[allow(deprecated)]
async fn v1_records_by_click_and_by_partner() {
    use reditus::v1::Conversion;
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    for conversion in [
        Conversion::click("jane@example.com", "rl:1"),
        Conversion::partner("joe@example.com", "p", "u"),
    ] {
        let outcome = client.v1().track(conversion).await.unwrap();
        assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
    }
    assert_eq!(sandbox.ledger().len(), 2);
}
