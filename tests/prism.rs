//! The client against Prism, which serves the vendor's documents unmodified: somebody else's reading
//! of them. `.ci/peers/prism cargo test --test prism` starts Prism and runs this.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{
    env,
    io::{self, Write},
};

use reditus::{
    Client, Conversion, Duplicate, ErrorKind, Outcome, RetryPolicy,
    reqwest::{
        self,
        header::{HeaderMap, HeaderValue},
    },
};

/// Where Prism serves a document; `None`, after a line that says so, where it does not run.
fn url(variable: &str) -> Option<String> {
    let url = env::var(variable).ok();
    if url.is_none() {
        let why = format!("Prism is not running ({variable} is not set; see .ci/peers/prism)");
        assert!(env::var_os("REDITUS_REQUIRE_PEERS").is_none(), "{why}");
        // Past the test harness, which shows only what a failed test prints.
        io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
    }
    url
}

/// A client whose requests ask Prism for this status.
fn client(base_url: &str, status: u16) -> Client {
    let prefer = HeaderValue::try_from(format!("code={status}")).unwrap();
    Client::builder("token")
        .base_url(base_url)
        .retry(RetryPolicy::none())
        .http(move |http| http.default_headers(HeaderMap::from_iter([(PREFER.clone(), prefer)])))
        .build()
        .unwrap()
}

static PREFER: reqwest::header::HeaderName = reqwest::header::HeaderName::from_static("prefer");

#[tokio::test]
async fn v2_returns_201_400_409_and_401_without_a_token() {
    let Some(base_url) = url("PRISM_V2_URL") else { return };
    let conversion = || Conversion::affiliate("john").email("jane@example.com").uid("42");

    let outcome = client(&base_url, 201).track(conversion()).await.unwrap();
    let Outcome::Recorded(referral) = outcome else { panic!("{outcome:?}") };
    assert!(referral.id().is_some() && referral.state().is_some() && referral.uid().is_some());
    assert!(referral.created_at().is_some());

    let outcome = client(&base_url, 409).track(conversion()).await.unwrap();
    assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::Before));

    let error = client(&base_url, 400).track(conversion()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidReferrer, Some(400)));
    assert_eq!(error.message(), Some("Invalid request"));
    assert_eq!(status_without_token(base_url + "/v2/tracking/conversion").await, 401);
}

#[tokio::test]
#[allow(deprecated)]
async fn v1_returns_201_400_409_and_401_without_a_token() {
    let Some(base_url) = url("PRISM_V1_URL") else { return };
    let conversion = || reditus::v1::Conversion::click("jane@example.com", "rl:1");

    let outcome = client(&base_url, 201).v1().track(conversion()).await.unwrap();
    let Outcome::Recorded(referral) = outcome else { panic!("{outcome:?}") };
    assert!(referral.id().is_some() && referral.email().is_some());

    let outcome = client(&base_url, 409).v1().track(conversion()).await.unwrap();
    assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::Before));

    let error = client(&base_url, 400).v1().track(conversion()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidReferrer, Some(400)));
    assert_eq!(status_without_token(base_url + "/v1/tracking/conversion").await, 401);
}

async fn status_without_token(url: String) -> u16 {
    let request = reqwest::Client::new().post(url).header("content-type", "application/json");
    let body = r#"{"affiliate_slug":"john","email":"jane@example.com","gr_id":"rl:1"}"#;
    request.body(body).send().await.unwrap().status().as_u16()
}
