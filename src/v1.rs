//! V1 of the tracking API, which the vendor is deprecating.
//!
//! It names the affiliate by the click or by a partner key, never an advocate, and does not take
//! your own id of the customer. Use [`Client::track`](crate::Client::track) with
//! [`Conversion::affiliate`](crate::Conversion::affiliate) instead.
//!
//! Everything here is marked as deprecated, so a build that denies that does not compile:
//!
//! ```compile_fail
//! #![deny(deprecated)]
//! let conversion = reditus::v1::Conversion::click("jane@example.com", "3f0c");
//! ```
//! ```compile_fail
//! #![deny(deprecated)]
//! fn v1(client: &reditus::Client) {
//!     let _ = client.v1();
//! }
//! ```
//! ```
//! #![allow(deprecated)]
//! let conversion = reditus::v1::Conversion::click("jane@example.com", "3f0c");
//! fn v1(client: &reditus::Client) {
//!     let _ = client.v1();
//! }
//! ```
#![allow(deprecated)]

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    click::Click,
    client::{Client, Shared},
    conversion::Marked,
    delivery::{Call, RetryPolicy},
    error::{Error, Request},
    generated::tracking_v1::types::{TrackConversion400, TrackingV1Request},
    outcome::Outcome,
    response,
    validity::{self, InvalidField},
};

/// A conversion in the form that V1 accepts.
#[deprecated(note = "the vendor is deprecating V1: use `reditus::Conversion` with `Client::track`")]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Marked<TrackingV1Request>")]
pub struct Conversion(Marked<TrackingV1Request>);

impl Conversion {
    /// The affiliate is the one whose link was clicked: `gr_id` is what the vendor's script left in
    /// the customer's browser ([`Click::gr_id`]).
    #[deprecated(note = "the vendor is deprecating V1: use `Conversion::affiliate(slug).email(…)`")]
    pub fn click(email: impl Into<String>, gr_id: impl Into<String>) -> Self {
        // Without `..`: a field that the vendor adds must be looked at before this compiles again.
        Self::new(TrackingV1Request {
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
        Self::new(TrackingV1Request {
            email: email.into(),
            gr_id: None,
            pk: Some(pk.into()),
            uid: Some(uid.into()),
        })
    }

    /// The [`partner`](Self::partner) that a click names by its `pk` and `uid`; `None` unless it
    /// has both. For a click without a slug
    /// ([`NoReferrer::AffiliateKey`](crate::NoReferrer::AffiliateKey)) this names the affiliate,
    /// which V2 cannot.
    #[deprecated(
        note = "the vendor is deprecating V1: use `Conversion::from_click` where it works"
    )]
    pub fn partner_of(click: &Click, email: impl Into<String>) -> Option<Self> {
        Some(Self::partner(email, click.pk()?, click.uid()?))
    }

    /// As [`reditus::Conversion::possibly_recorded`](crate::Conversion::possibly_recorded).
    #[deprecated(note = "the vendor is deprecating V1: use `reditus::Conversion`")]
    #[must_use]
    pub fn possibly_recorded(mut self) -> Self {
        self.0.possibly_recorded = true;
        self
    }

    fn new(request: TrackingV1Request) -> Self {
        Self(Marked::new(request, false))
    }

    /// The customer's e-mail address.
    #[deprecated(note = "the vendor is deprecating V1: use `reditus::Conversion`")]
    pub fn email(&self) -> &str {
        &self.0.request.email
    }

    /// As [`reditus::Conversion::invalid_fields`](crate::Conversion::invalid_fields).
    #[deprecated(note = "the vendor is deprecating V1: use `reditus::Conversion`")]
    pub fn invalid_fields(&self) -> impl Iterator<Item = InvalidField> {
        let TrackingV1Request { email, gr_id, pk, uid } = &self.0.request;
        validity::invalid([
            ("email", Some(email)),
            ("gr_id", gr_id.as_deref()),
            ("pk", pk.as_deref()),
            ("uid", uid.as_deref()),
        ])
    }
}

/// Every field is a string, and so equal to itself.
impl Eq for Conversion {}

impl TryFrom<Marked<TrackingV1Request>> for Conversion {
    type Error = &'static str;

    fn try_from(stored: Marked<TrackingV1Request>) -> Result<Self, Self::Error> {
        let TrackingV1Request { email: _, gr_id, pk, uid } = &stored.request;
        if gr_id.is_none() && (pk.is_none() || uid.is_none()) {
            return Err("a conversion of V1 needs `gr_id`, or `pk` and `uid`");
        }
        Ok(Self(stored))
    }
}

impl fmt::Debug for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TrackingV1Request { email: _, gr_id, pk, uid } = &self.0.request;
        f.debug_struct("Conversion")
            .field("gr_id", &gr_id.is_some())
            .field("pk", &pk.is_some())
            .field("uid", &uid.is_some())
            .field("possibly_recorded", &self.0.possibly_recorded)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// The operations of V1, which the vendor is deprecating.
    #[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
    pub fn v1(&self) -> Tracking<'_> {
        Tracking { shared: &self.shared, policy: self.policy }
    }
}

/// The operations of V1, from [`Client::v1`].
#[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
#[derive(Clone, Copy)]
pub struct Tracking<'a> {
    shared: &'a Shared,
    policy: RetryPolicy,
}

impl Tracking<'_> {
    /// Reports a conversion (`POST /v1/tracking/conversion`).
    ///
    /// # Errors
    ///
    /// As [`Client::track`]. The conversion comes back with [`into_conversion`].
    #[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
    pub async fn track(self, conversion: Conversion) -> Result<Outcome, Error> {
        let possibly_recorded = conversion.0.possibly_recorded;
        let call = Call { path: PATH, policy: self.policy, possibly_recorded, place: None };
        let attempt = |limit| {
            let request = &conversion.0.request;
            async move {
                let api = self.shared.v1.within(limit);
                response::judge(api.track_conversion(request).await, default_message).await
            }
        };
        let result = self
            .shared
            .delivery
            .deliver(call, validity::check(conversion.invalid_fields()), attempt)
            .await;
        result.map_err(|error| error.with_request(Request::V1(conversion.0.request)))
    }
}

/// The conversion that is not known to be recorded, as
/// [`Error::into_conversion`](crate::Error::into_conversion) has it; `None` for an error that is
/// not about a conversion of V1.
#[deprecated(
    note = "the vendor is deprecating V1: use `Client::track` and `Error::into_conversion`"
)]
pub fn into_conversion(error: Error) -> Option<Conversion> {
    let possibly_recorded = error.may_have_been_recorded();
    match error.into_request()? {
        Request::V1(request) => Some(Conversion(Marked::new(request, possibly_recorded))),
        Request::V2(_) => None,
    }
}

/// The path as the vendor's document spells it.
const PATH: &str = "/v1/tracking/conversion";

/// The V1 document's default text for a refusal whose body has no text of its own: none at present.
fn default_message(status: u16) -> Option<String> {
    if status == 400 { TrackConversion400::default().error } else { None }
}

impl fmt::Debug for Tracking<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tracking(v1)")
    }
}
