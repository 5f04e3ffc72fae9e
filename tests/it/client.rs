//! How a client is built, and what it says when it cannot be.

use std::{io::ErrorKind as Io, time::Duration};

use reditus::{Client, ErrorKind, Timeouts};
use tokio::net::TcpListener;

use crate::wire::{Wire, conversion, response};

#[test]
fn an_invalid_setting_is_named() {
    let cases = [
        (Client::builder(""), "the API token is empty"),
        (Client::builder("a b"), "the API token has a space"),
        (Client::builder("token").base_url("nowhere"), "the base URL is not a URL"),
        (Client::builder("token").base_url("http://example.com"), "plain http"),
        (Client::builder("token").user_agent("a\nb"), "the user agent has a character"),
    ];
    for (builder, problem) in cases {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(text.starts_with("the client is not set up correctly: "), "{text}");
        assert!(text.contains(problem), "{text}");
        assert!(error.into_conversion().is_none());
    }
    assert!(Client::builder("t").base_url("http://example.com").allow_plain_http().build().is_ok());
    assert!(Client::new("token").is_ok());
}

#[tokio::test]
async fn nobody_listening_is_a_connect_error_and_nothing_was_recorded() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder("token").base_url(base_url).build().unwrap();
    let error = client.track(conversion()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.may_have_been_recorded());
    assert!(
        error.to_string().to_lowercase().contains(&Io::ConnectionRefused.to_string()),
        "{error}"
    );
    assert_eq!(error.into_conversion(), Some(conversion()));
}

#[tokio::test]
async fn a_server_that_never_responds_is_a_timeout_and_may_have_recorded() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder("token")
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .timeouts(Timeouts::default().attempt(Duration::from_millis(100)))
        .build()
        .unwrap();
    let error = client.track(conversion()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.may_have_been_recorded());
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to() {
    let wire = Wire::responding(response(201, "application/json", b"{}")).await;
    let client = Client::builder("token")
        .base_url(wire.base_url().replace("http://", "https://"))
        .retry(reditus::RetryPolicy::none())
        .timeouts(Timeouts::default().connect(Duration::from_millis(300)))
        .build()
        .unwrap();
    // It waits for a TLS greeting that never comes, and has sent nothing but its own.
    let error = client.track(conversion()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(!error.may_have_been_recorded());
    assert!(!wire.requests().concat().contains("token"));
}

#[tokio::test]
async fn a_default_header_of_the_caller_does_not_replace_the_token() {
    use reditus::reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
    let wire = Wire::responding(response(409, "application/json", b"")).await;
    let client = wire
        .builder()
        .http(|http| {
            http.default_headers(HeaderMap::from_iter([
                (AUTHORIZATION, HeaderValue::from_static("Basic abc")),
                ("x-mine".parse().unwrap(), HeaderValue::from_static("yes")),
            ]))
        })
        .build()
        .unwrap();
    client.track(conversion()).await.unwrap();
    let request = wire.requests().remove(0).to_ascii_lowercase();
    assert!(request.contains("authorization: bearer token\r\n"));
    assert!(request.contains("x-mine: yes\r\n"));
    assert!(!request.contains("basic abc"));
}
