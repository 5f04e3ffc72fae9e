//! The ways to report a conversion that are compared.

use std::time::Duration;

use reditus::{Client, Conversion, RateLimit};
use reqwest::{
    Url,
    header::{AUTHORIZATION, HeaderMap, HeaderValue},
};

use crate::{
    body::{REQUEST, TOKEN, used},
    hooks::Hooks,
    promises::Promises,
    tracking_v2::{self, types::TrackingV2Request},
};

pub(crate) const KINDS: [Kind; 4] = [Kind::Bare, Kind::Progenitor, Kind::Promises, Kind::Reditus];

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// The request as the documentation of reqwest has it, with its URL parsed once.
    Bare,
    /// What progenitor generates from the lowered document, and nothing else.
    Progenitor,
    /// Written by hand, with the promises of `reditus`.
    Promises,
    Reditus,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Progenitor => "progenitor",
            Self::Promises => "promises",
            Self::Reditus => "reditus",
        }
    }
}

pub(crate) enum Call {
    Bare { http: reqwest::Client, url: Url },
    Progenitor(tracking_v2::Client),
    Promises(Promises),
    Reditus(Client),
}

impl Call {
    pub(crate) fn new(kind: Kind, base_url: &str) -> Self {
        match kind {
            Kind::Bare => Self::Bare {
                http: reqwest::Client::builder().no_proxy().build().unwrap(),
                url: format!("{base_url}/v2/tracking/conversion").parse().unwrap(),
            },
            Kind::Progenitor => {
                let token = HeaderMap::from_iter([(
                    AUTHORIZATION,
                    HeaderValue::try_from(format!("Bearer {TOKEN}")).unwrap(),
                )]);
                // As `tracking_v2::Client::new` builds it, and with the token.
                let limit = Duration::from_secs(15);
                let http = reqwest::Client::builder().connect_timeout(limit).timeout(limit);
                let http = http.no_proxy().default_headers(token).build().unwrap();
                let client = tracking_v2::Client::new_with_client(base_url, http, Hooks);
                Self::Progenitor(client)
            }
            Kind::Promises => Self::Promises(Promises::new(base_url)),
            Kind::Reditus => {
                // Pacing is on, and never in the way.
                let limit = RateLimit::new(1_000_000, Duration::from_secs(300));
                let builder = Client::builder(TOKEN).base_url(base_url).rate_limit(limit);
                Self::Reditus(builder.build().unwrap())
            }
        }
    }

    pub(crate) async fn call(&self) {
        match self {
            Self::Bare { http, url } => {
                let request = http.post(url.clone()).bearer_auth(TOKEN).json(&REQUEST);
                let response = request.send().await.unwrap().error_for_status().unwrap();
                used(response.json().await.unwrap());
            }
            Self::Progenitor(client) => {
                let request = TrackingV2Request {
                    affiliate_slug: Some("john".to_owned()),
                    advocate_slug: None,
                    email: Some("jane@example.com".to_owned()),
                    uid: Some("42".to_owned()),
                    gr_id: None,
                };
                std::hint::black_box(client.track_conversion(&request).await.unwrap());
            }
            Self::Promises(promises) => promises.call().await,
            Self::Reditus(client) => {
                let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
                std::hint::black_box(client.track(conversion).await.unwrap());
            }
        }
    }
}
