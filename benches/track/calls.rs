//! The three ways to report a conversion that are compared.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use reditus::{Client, Conversion, RateLimit};
use reqwest::{
    Body, StatusCode,
    header::{AUTHORIZATION, HeaderValue},
};
use serde::{Deserialize, Serialize};

pub(crate) const KINDS: [Kind; 3] = [Kind::Bare, Kind::Promises, Kind::Reditus];

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// The request as the documentation of reqwest has it.
    Bare,
    /// With the promises of `reditus`: a cap on the body, timeouts, no redirects, no decompression,
    /// a token that does not print itself, and an answer that is judged by its status.
    Promises,
    Reditus,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Promises => "promises",
            Self::Reditus => "reditus",
        }
    }
}

pub(crate) enum Call {
    Bare { http: reqwest::Client, url: String },
    Promises { http: reqwest::Client, url: String, authorization: HeaderValue },
    Reditus(Client),
}

#[derive(Serialize)]
struct Request<'a> {
    affiliate_slug: &'a str,
    email: &'a str,
    uid: &'a str,
}

#[derive(Deserialize)]
struct Response {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    id: String,
    r#type: String,
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    email: Option<String>,
    uid: Option<String>,
    state: String,
    state_set_at: i64,
    created_at: i64,
    updated_at: i64,
}

const REQUEST: Request<'_> =
    Request { affiliate_slug: "john", email: "jane@example.com", uid: "42" };
const LIMIT: usize = 64 * 1024;

impl Call {
    pub(crate) fn new(kind: Kind, base_url: &str) -> Self {
        let url = format!("{base_url}/v2/tracking/conversion");
        match kind {
            Kind::Bare => Self::Bare { http: reqwest::Client::new(), url },
            Kind::Promises => {
                let mut authorization = HeaderValue::from_static("Bearer token");
                authorization.set_sensitive(true);
                let http = reqwest::Client::builder()
                    .redirect(reqwest::redirect::Policy::none())
                    .retry(reqwest::retry::never())
                    .no_gzip()
                    .no_brotli()
                    .no_zstd()
                    .no_deflate()
                    .user_agent("bench/1.0")
                    .connect_timeout(Duration::from_secs(5))
                    .timeout(Duration::from_secs(10));
                Self::Promises { http: http.build().unwrap(), url, authorization }
            }
            Kind::Reditus => Self::Reditus(
                Client::builder("token")
                    .base_url(base_url)
                    .rate_limit(RateLimit::off())
                    .build()
                    .unwrap(),
            ),
        }
    }

    pub(crate) async fn call(&self) {
        match self {
            Self::Bare { http, url } => {
                let request = http.post(url).bearer_auth("token").json(&REQUEST);
                let response = request.send().await.unwrap().error_for_status().unwrap();
                used(response.json().await.unwrap());
            }
            Self::Promises { http, url, authorization } => {
                let request = http
                    .post(url)
                    .header(AUTHORIZATION, authorization.clone())
                    .header("accept", "application/json")
                    .json(&REQUEST);
                let response = request.send().await.unwrap();
                let status = response.status();
                let body = match response.content_length() {
                    Some(length) if length <= LIMIT as u64 => response.bytes().await.unwrap(),
                    _ => {
                        let body = Limited::new(Body::from(response), LIMIT);
                        body.collect().await.unwrap().to_bytes()
                    }
                };
                match status {
                    StatusCode::CREATED => used(serde_json::from_slice(&body).unwrap()),
                    other => panic!("{other}"),
                }
            }
            Self::Reditus(client) => {
                let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
                match client.track(conversion).await.unwrap() {
                    reditus::Outcome::Recorded(referral) => {
                        std::hint::black_box(referral);
                    }
                    other @ reditus::Outcome::AlreadyRecorded(_) => panic!("{other:?}"),
                }
            }
        }
    }
}

/// As the caller of `reditus` can, everything of the answer is at hand.
fn used(Response { data: Data { id, r#type, attributes } }: Response) {
    let Attributes { email, uid, state, state_set_at, created_at, updated_at } = attributes;
    std::hint::black_box((id, r#type, email, uid, state, state_set_at, created_at, updated_at));
}
