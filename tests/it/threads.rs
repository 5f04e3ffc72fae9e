//! What can be moved and shared between threads, shown by the compiler.

use reditus::{
    Click, ClickError, Client, ClientBuilder, Conversion, Error, Outcome, RateLimit, Referral,
    Referrer, RetryPolicy, State, Timeouts, Timestamp, Token,
};

fn anywhere<T: Send + Sync + 'static>() {}
fn movable<T: Send>(_: &T) {}

#[test]
fn clients_conversions_outcomes_and_errors_go_anywhere() {
    anywhere::<Click>();
    anywhere::<ClickError>();
    anywhere::<Client>();
    anywhere::<Conversion>();
    anywhere::<Error>();
    anywhere::<Outcome>();
    anywhere::<Referral>();
    anywhere::<Referrer>();
    anywhere::<State>();
    anywhere::<Timestamp>();
    anywhere::<Token>();
    anywhere::<RetryPolicy>();
    anywhere::<Timeouts>();
    anywhere::<RateLimit>();
    #[cfg(feature = "blocking")]
    anywhere::<reditus::blocking::Client>();
    let client = Client::new("token").unwrap();
    movable::<ClientBuilder>(&Client::builder("token"));
    movable(&client.track(Conversion::affiliate("john").uid("42")));
    #[allow(deprecated)]
    movable(&client.v1().track(reditus::v1::Conversion::click("jane@example.com", "x")));
}

#[test]
fn an_error_is_one_word_wide() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
