//! What the caller reports.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    click::Click,
    error::Error,
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
/// Its form is the body of the request, without nulls; what names no referrer, two of them, or no customer is not read back:
///
/// ```
/// # use reditus::Conversion;
/// let queued = serde_json::to_string(&Conversion::advocate("jwe512").uid("42"))?;
/// assert_eq!(queued, r#"{"advocate_slug":"jwe512","uid":"42"}"#);
/// let conversion: Conversion = serde_json::from_str(&queued)?;
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Values
///
/// Values are sent as they are. [`Client::track`](crate::Client::track) refuses, before anything
/// is sent, those that are empty, only white space, longer than [`Conversion::MAX_LENGTH`], or
/// contain control characters. `Debug` shows which fields are set, and no value.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "TrackingV2Request")]
pub struct Conversion(TrackingV2Request);

impl Conversion {
    /// The longest value of a field, in bytes: 4096, the most that a browser keeps in one cookie.
    /// The vendor publishes no limits.
    pub const MAX_LENGTH: usize = validity::MAX_LENGTH;

    /// Referred by an affiliate: the value of the link's `red` parameter
    /// (`https://company.com?red=john` → `john`). A competitor's slug works as well.
    pub fn affiliate(slug: impl Into<String>) -> Referrer {
        Referrer(Slug::Affiliate(slug.into()))
    }

    /// Referred by an advocate, an existing customer: the value of the link's `refby` parameter
    /// (`https://company.com?refby=jwe512` → `jwe512`).
    pub fn advocate(slug: impl Into<String>) -> Referrer {
        Referrer(Slug::Advocate(slug.into()))
    }

    /// Referred by whom the click names; `None` if it names nobody.
    ///
    /// That is its slug, an advocate's or an affiliate's as [`Click::is_advocate`] says; without
    /// one, its competitor slug, which the service takes for an affiliate's.
    ///
    /// An unknown programme type counts as an affiliate's, which is what the vendor's script writes
    /// for all that is not an advocate's. Where that is wrong, the service refuses the slug, and the
    /// conversion comes back with [`InvalidReferrer`](crate::ErrorKind::InvalidReferrer); without
    /// the guess it would be lost and nobody told.
    ///
    /// The click itself is not sent, since the vendor does not say what of it is meant. Choose
    /// [`Click::raw`] or [`Click::client_id`], or neither:
    ///
    /// ```
    /// # use reditus::{Click, Conversion};
    /// # fn conversion(click: &Click) -> Option<Conversion> {
    /// let conversion = Conversion::from_click(click)?.uid("42").gr_id(click.raw());
    /// # Some(conversion)
    /// # }
    /// ```
    pub fn from_click(click: &Click) -> Option<Referrer> {
        match click.slug() {
            Some(slug) if click.is_advocate() => Some(Self::advocate(slug)),
            Some(slug) => Some(Self::affiliate(slug)),
            None => click.competitor_slug().map(Self::affiliate),
        }
    }

    /// The customer's e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.0.email = Some(email.into());
        self
    }

    /// Your own id of the customer. The vendor advises to send it beside the e-mail address, which
    /// changes over time.
    #[must_use]
    pub fn uid(mut self, uid: impl Into<String>) -> Self {
        self.0.uid = Some(uid.into());
        self
    }

    /// The click that converted: the cookie that the vendor's script set in the customer's
    /// browser. Optional. The vendor does not say whether the whole cookie ([`Click::raw`]) or only
    /// its client id ([`Click::client_id`]) is meant, so the value is passed on as it is.
    #[must_use]
    pub fn gr_id(mut self, gr_id: impl Into<String>) -> Self {
        self.0.gr_id = Some(gr_id.into());
        self
    }

    /// The fields whose values are not worth sending, for which
    /// [`Client::track`](crate::Client::track) refuses the conversion; none if it can be sent.
    ///
    /// ```
    /// let conversion = reditus::Conversion::affiliate("john").email(" ");
    /// let invalid: Vec<_> = conversion.invalid_fields().map(|field| field.to_string()).collect();
    /// assert_eq!(invalid, ["`email` is only white space"]);
    /// ```
    pub fn invalid_fields(&self) -> impl Iterator<Item = InvalidField> {
        // Without `..`: a field that the vendor adds must be looked at before this compiles again.
        let TrackingV2Request { affiliate_slug, advocate_slug, email, uid, gr_id } = &self.0;
        validity::invalid([
            ("affiliate_slug", affiliate_slug.as_deref()),
            ("advocate_slug", advocate_slug.as_deref()),
            ("email", email.as_deref()),
            ("uid", uid.as_deref()),
            ("gr_id", gr_id.as_deref()),
        ])
    }

    /// The body to send, if it is worth sending.
    pub(crate) fn request(&self) -> Result<&TrackingV2Request, Error> {
        validity::check(self.invalid_fields())?;
        Ok(&self.0)
    }
}

/// Who referred a customer. Name the customer to make it a [`Conversion`].
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a referrer is a conversion only once the customer is named"]
pub struct Referrer(Slug);

#[derive(Clone, PartialEq, Eq)]
enum Slug {
    Affiliate(String),
    Advocate(String),
}

impl Referrer {
    /// The conversion of the customer with this e-mail address.
    pub fn email(self, email: impl Into<String>) -> Conversion {
        self.refers(Some(email.into()), None)
    }

    /// The conversion of the customer with this id of your own.
    pub fn uid(self, uid: impl Into<String>) -> Conversion {
        self.refers(None, Some(uid.into()))
    }

    fn refers(self, email: Option<String>, uid: Option<String>) -> Conversion {
        let (affiliate_slug, advocate_slug) = match self.0 {
            Slug::Affiliate(slug) => (Some(slug), None),
            Slug::Advocate(slug) => (None, Some(slug)),
        };
        // Without `..`, as in `Conversion::invalid_fields`.
        Conversion(TrackingV2Request { affiliate_slug, advocate_slug, email, uid, gr_id: None })
    }
}

/// Its fields are texts, each equal to itself.
impl Eq for Conversion {}

impl TryFrom<TrackingV2Request> for Conversion {
    type Error = &'static str;

    fn try_from(request: TrackingV2Request) -> Result<Self, Self::Error> {
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
        Ok(Self(request))
    }
}

impl fmt::Debug for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TrackingV2Request { affiliate_slug, advocate_slug, email, uid, gr_id } = &self.0;
        f.debug_struct("Conversion")
            .field("affiliate_slug", &affiliate_slug.is_some())
            .field("advocate_slug", &advocate_slug.is_some())
            .field("email", &email.is_some())
            .field("uid", &uid.is_some())
            .field("gr_id", &gr_id.is_some())
            .finish()
    }
}

impl fmt::Debug for Referrer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Slug::Affiliate(_) => "Referrer(affiliate)",
            Slug::Advocate(_) => "Referrer(advocate)",
        })
    }
}
