//! What the caller reports.

mod fields;
mod marked;
mod referrer;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) use self::marked::Marked;
pub use self::{
    fields::{Fields, ReferredBy},
    referrer::Referrer,
};
use crate::{
    error::{Error, Request},
    generated::tracking_v2::types::TrackingV2Request,
    validity::{self, InvalidField},
};

/// A customer who signed up, and who referred them.
///
/// It starts with the referrer, then takes an identity of the customer; only then is it a
/// `Conversion`:
///
/// ```
/// use reditus::Conversion;
///
/// let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
/// ```
///
/// Without a referrer, or without an identity, it does not compile:
///
/// ```compile_fail,E0061
/// let conversion: reditus::Conversion = reditus::Conversion::email("jane@example.com");
/// ```
/// ```compile_fail,E0308
/// let conversion: reditus::Conversion = reditus::Conversion::affiliate("john");
/// ```
/// ```
/// let conversion: reditus::Conversion = reditus::Conversion::affiliate("john").uid("42");
/// ```
///
/// # Queueing
///
/// A conversion can be stored and read back with serde, in a self-describing format such as JSON.
/// Its form is the body of the request, without nulls. Deserializing fails unless there is exactly
/// one referrer and at least one of `email` and `uid`:
///
/// ```
/// # use reditus::Conversion;
/// let queued = serde_json::to_string(&Conversion::advocate("jwe512").uid("42"))?;
/// assert_eq!(queued, r#"{"advocate_slug":"jwe512","uid":"42"}"#);
/// let conversion: Conversion = serde_json::from_str(&queued)?;
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// If an earlier attempt [may have been recorded](Self::is_possibly_recorded), the stored form says
/// so in one more field, so that this is still known after a restart.
///
/// # Values
///
/// Values are sent as they are. [`Client::track`](crate::Client::track) refuses, before anything
/// is sent, those that are empty, only white space, longer than [`Conversion::MAX_LENGTH`], or
/// contain control characters. `Debug` shows which fields are set, and no value.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Marked<TrackingV2Request>")]
pub struct Conversion(Marked<TrackingV2Request>);

impl Conversion {
    /// The longest value of a field, in bytes: 4096, the most that a browser keeps in one cookie.
    /// The vendor publishes no limits.
    pub const MAX_LENGTH: usize = validity::MAX_LENGTH;

    fn new(request: TrackingV2Request) -> Self {
        Self(Marked::new(request, false))
    }

    /// The customer's e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.0.request.email = Some(email.into());
        self
    }

    /// Your own id of the customer. The vendor advises sending it as well as the e-mail address,
    /// which changes over time.
    #[must_use]
    pub fn uid(mut self, uid: impl Into<String>) -> Self {
        self.0.request.uid = Some(uid.into());
        self
    }

    /// The click that converted, optional: what the vendor's script left in the customer's browser.
    /// [`Click::gr_id`](crate::Click::gr_id) gives it. The value is sent as it is.
    #[must_use]
    pub fn gr_id(mut self, gr_id: impl Into<String>) -> Self {
        self.0.request.gr_id = Some(gr_id.into());
        self
    }

    /// Says that an earlier attempt at this conversion may have been recorded, so that a 409 is
    /// [`Duplicate::PossiblyOurs`](crate::Duplicate::PossiblyOurs). A queue sets this before it
    /// hands a conversion to a call whose result it may never see. [`Error::into_conversion`] sets
    /// it by itself.
    ///
    /// The mark is stored with the conversion, but it is neither sent nor part of its equality.
    #[must_use]
    pub fn possibly_recorded(mut self) -> Self {
        self.0.possibly_recorded = true;
        self
    }

    /// Whether an earlier attempt at this conversion may have been recorded.
    pub fn is_possibly_recorded(&self) -> bool {
        self.0.possibly_recorded
    }

    /// The values, for a queue that shows what it holds.
    ///
    /// ```
    /// use reditus::{Conversion, ReferredBy};
    ///
    /// let conversion = Conversion::affiliate("john").email("jane@example.com");
    /// let fields = conversion.fields();
    /// assert_eq!(fields.referrer, ReferredBy::Affiliate("john"));
    /// assert_eq!(fields.email, Some("jane@example.com"));
    /// assert_eq!(fields.uid, None);
    /// ```
    pub fn fields(&self) -> Fields<'_> {
        // Without `..`: a field that the vendor adds must be looked at before this compiles again.
        let TrackingV2Request { affiliate_slug, advocate_slug, email, uid, gr_id } = self.request();
        let referrer = match (affiliate_slug, advocate_slug) {
            (Some(slug), _) => ReferredBy::Affiliate(slug),
            // There is exactly one of the two: both ways to make a conversion see to that.
            (None, slug) => ReferredBy::Advocate(slug.as_deref().unwrap_or_default()),
        };
        Fields { referrer, email: email.as_deref(), uid: uid.as_deref(), gr_id: gr_id.as_deref() }
    }

    /// The fields whose values are invalid, for which [`Client::track`](crate::Client::track)
    /// refuses the conversion; none if it can be sent.
    ///
    /// ```
    /// let conversion = reditus::Conversion::affiliate("john").email(" ");
    /// let invalid: Vec<_> = conversion.invalid_fields().map(|field| field.to_string()).collect();
    /// assert_eq!(invalid, ["`email` is only white space"]);
    /// ```
    pub fn invalid_fields(&self) -> impl Iterator<Item = InvalidField> {
        // Without `..`, as in `fields`.
        let TrackingV2Request { affiliate_slug, advocate_slug, email, uid, gr_id } = self.request();
        validity::invalid([
            ("affiliate_slug", affiliate_slug.as_deref()),
            ("advocate_slug", advocate_slug.as_deref()),
            ("email", email.as_deref()),
            ("uid", uid.as_deref()),
            ("gr_id", gr_id.as_deref()),
        ])
    }

    /// Whether it can be sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        validity::check(self.invalid_fields())
    }

    /// The body to send.
    pub(crate) fn request(&self) -> &TrackingV2Request {
        &self.0.request
    }
}

/// Every field is a string, and so equal to itself.
impl Eq for Conversion {}

impl TryFrom<Marked<TrackingV2Request>> for Conversion {
    type Error = &'static str;

    fn try_from(stored: Marked<TrackingV2Request>) -> Result<Self, Self::Error> {
        let request = &stored.request;
        match (&request.affiliate_slug, &request.advocate_slug) {
            (None, None) => return Err("a conversion needs `affiliate_slug` or `advocate_slug`"),
            (Some(_), Some(_)) => {
                return Err("a conversion has `affiliate_slug` or `advocate_slug`, not both");
            }
            _ => {}
        }
        if request.email.is_none() && request.uid.is_none() {
            return Err("a conversion needs `email` or `uid`");
        }
        Ok(Self(stored))
    }
}

impl From<Conversion> for Request {
    fn from(conversion: Conversion) -> Self {
        Self::V2(conversion.0.request)
    }
}

/// The conversion of a failed call.
impl Error {
    /// The conversion that is not known to be recorded, to be queued or tracked again. If it
    /// [may have been recorded](Self::may_have_been_recorded), it is
    /// [marked](Conversion::is_possibly_recorded), and the mark is part of its stored form. `None`
    /// for an error of something else: of a client that could not be built, or of V1.
    pub fn into_conversion(self) -> Option<Conversion> {
        let possibly_recorded = self.may_have_been_recorded();
        match self.into_request()? {
            Request::V2(request) => Some(Conversion(Marked::new(request, possibly_recorded))),
            Request::V1(_) => None,
        }
    }

    /// A clone of the conversion, as [`into_conversion`](Self::into_conversion) gives it.
    pub fn conversion(&self) -> Option<Conversion> {
        let possibly_recorded = self.may_have_been_recorded();
        match self.request()? {
            Request::V2(request) => {
                Some(Conversion(Marked::new(request.clone(), possibly_recorded)))
            }
            Request::V1(_) => None,
        }
    }
}

impl fmt::Debug for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TrackingV2Request { affiliate_slug, advocate_slug, email, uid, gr_id } = self.request();
        f.debug_struct("Conversion")
            .field("affiliate_slug", &affiliate_slug.is_some())
            .field("advocate_slug", &advocate_slug.is_some())
            .field("email", &email.is_some())
            .field("uid", &uid.is_some())
            .field("gr_id", &gr_id.is_some())
            .field("possibly_recorded", &self.is_possibly_recorded())
            .finish()
    }
}
