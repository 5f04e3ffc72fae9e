//! The client against Prism, which serves the vendor's documents unmodified: a reading of them that
//! is not ours. `.ci/peers/prism` starts it and runs this.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::env;

use reditus::{
    Client, Conversion, Duplicate, ErrorKind, Outcome, RetryPolicy,
    reqwest::{
        self,
        header::{HeaderMap, HeaderValue},
    },
};

fn url(variable: &str) -> String {
    env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run .ci/peers/prism"))
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
async fn v2_answers_201_400_and_409() {
    let base_url = url("PRISM_V2_URL");
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
}

#[tokio::test]
#[allow(deprecated)]
async fn v1_answers_201_400_and_409() {
    let base_url = url("PRISM_V1_URL");
    let conversion = || reditus::v1::Conversion::click("jane@example.com", "rl:1");

    let outcome = client(&base_url, 201).v1().track(conversion()).await.unwrap();
    let Outcome::Recorded(referral) = outcome else { panic!("{outcome:?}") };
    assert!(referral.id().is_some() && referral.email().is_some());

    let outcome = client(&base_url, 409).v1().track(conversion()).await.unwrap();
    assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::Before));

    let error = client(&base_url, 400).v1().track(conversion()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidReferrer, Some(400)));
}

#[tokio::test]
async fn without_a_token_prism_answers_401() {
    for (variable, path) in
        [("PRISM_V1_URL", "/v1/tracking/conversion"), ("PRISM_V2_URL", "/v2/tracking/conversion")]
    {
        let request = reqwest::Client::new().post(url(variable) + path);
        let response = request
            .header("content-type", "application/json")
            .body(r#"{"affiliate_slug":"john","email":"jane@example.com","gr_id":"rl:1"}"#)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 401, "{path}");
    }
}
