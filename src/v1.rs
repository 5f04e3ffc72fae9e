//! V1 of the tracking API, which the vendor is deprecating.
//!
//! It names the affiliate by the click or by a partner key, never an advocate, and takes no id of
//! yours for the customer. Use [`Client::track`](crate::Client::track) with
//! [`Conversion::affiliate`](crate::Conversion::affiliate) instead.
//!
//! Everything here is marked as deprecated, so a build that denies that does not compile:
//!
//! ```compile_fail
//! #![deny(deprecated)]
//! let conversion = reditus::v1::Conversion::click("jane@example.com", "rl:1");
//! ```
//! ```compile_fail
//! #![deny(deprecated)]
//! fn v1(client: &reditus::Client) {
//!     let _ = client.v1();
//! }
//! ```
//! ```
//! #![allow(deprecated)]
//! let conversion = reditus::v1::Conversion::click("jane@example.com", "rl:1");
//! fn v1(client: &reditus::Client) {
//!     let _ = client.v1();
//! }
//! ```
#![allow(deprecated)]

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    answer,
    client::Shared,
    error::{Error, Reported},
    generated::tracking_v1::types::{TrackConversion400, TrackingV1Request},
    outcome::Outcome,
    retry::RetryPolicy,
    validity,
};

/// A conversion as V1 takes it.
#[deprecated(note = "the vendor is deprecating V1: use `reditus::Conversion` with `Client::track`")]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "TrackingV1Request")]
pub struct Conversion(TrackingV1Request);

impl Conversion {
    /// The affiliate is the one whose link was clicked: `gr_id` is the cookie that the vendor's
    /// script set in the customer's browser.
    #[deprecated(note = "the vendor is deprecating V1: use `Conversion::affiliate(slug).email(…)`")]
    pub fn click(email: impl Into<String>, gr_id: impl Into<String>) -> Self {
        // Without `..`: a field that the vendor adds must be looked at before this compiles again.
        Self(TrackingV1Request {
            email: email.into(),
            gr_id: Some(gr_id.into()),
            pk: None,
            uid: None,
        })
    }

    /// The affiliate is named by `pk` and `uid` together. In V1 `uid` is the *affiliate's*.
    #[deprecated(note = "the vendor is deprecating V1: use `Conversion::affiliate(slug).email(…)`")]
    pub fn partner(
        email: impl Into<String>,
        pk: impl Into<String>,
        uid: impl Into<String>,
    ) -> Self {
        Self(TrackingV1Request {
            email: email.into(),
            gr_id: None,
            pk: Some(pk.into()),
            uid: Some(uid.into()),
        })
    }

    fn request(&self) -> Result<&TrackingV1Request, Error> {
        let TrackingV1Request { email, gr_id, pk, uid } = &self.0;
        validity::check(validity::invalid([
            ("email", Some(email)),
            ("gr_id", gr_id.as_deref()),
            ("pk", pk.as_deref()),
            ("uid", uid.as_deref()),
        ]))?;
        Ok(&self.0)
    }
}

/// Its fields are texts, each equal to itself.
impl Eq for Conversion {}

impl TryFrom<TrackingV1Request> for Conversion {
    type Error = &'static str;

    fn try_from(request: TrackingV1Request) -> Result<Self, Self::Error> {
        let TrackingV1Request { email: _, gr_id, pk, uid } = &request;
        if gr_id.is_none() && (pk.is_none() || uid.is_none()) {
            return Err("a conversion of V1 needs `gr_id`, or `pk` and `uid`");
        }
        Ok(Self(request))
    }
}

impl fmt::Debug for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TrackingV1Request { email: _, gr_id, pk, uid } = &self.0;
        f.debug_struct("Conversion")
            .field("gr_id", &gr_id.is_some())
            .field("pk", &pk.is_some())
            .field("uid", &uid.is_some())
            .finish_non_exhaustive()
    }
}

/// The operations of V1, by [`Client::v1`](crate::Client::v1).
#[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
#[derive(Clone, Copy)]
pub struct Tracking<'a> {
    shared: &'a Shared,
    policy: RetryPolicy,
}

impl<'a> Tracking<'a> {
    pub(crate) fn new(shared: &'a Shared, policy: RetryPolicy) -> Self {
        Self { shared, policy }
    }

    /// Reports a conversion (`POST /v1/tracking/conversion`).
    ///
    /// # Errors
    ///
    /// As [`Client::track`](crate::Client::track). The conversion comes back with
    /// [`into_conversion`].
    #[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
    pub async fn track(self, conversion: Conversion) -> Result<Outcome, Error> {
        let sent = match conversion.request() {
            Ok(request) => {
                let attempt = |limit| async move {
                    let api = self.shared.v1.within(limit);
                    answer::judge(api.track_conversion(request).await, documented).await
                };
                self.shared.delivery.deliver(self.policy, PATH, attempt).await
            }
            Err(invalid) => Err(invalid),
        };
        sent.map_err(|error| error.with_conversion(Reported::V1(conversion)))
    }
}

/// The conversion that was not recorded; `None` for an error that is not of a conversion of V1.
#[deprecated(
    note = "the vendor is deprecating V1: use `Client::track` and `Error::into_conversion`"
)]
pub fn into_conversion(error: Error) -> Option<Conversion> {
    match error.into_reported() {
        Some(Reported::V1(conversion)) => Some(conversion),
        _ => None,
    }
}

/// As in the document, for who watches the spans.
const PATH: &str = "/v1/tracking/conversion";

/// What the V1 document gives as the text of a refusal that says nothing itself: none at present.
fn documented(status: u16) -> Option<String> {
    if status == 400 { TrackConversion400::default().error } else { None }
}

impl fmt::Debug for Tracking<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tracking(v1)")
    }
}
