//! What the vendor's script left in the customer's browser.

#[cfg(feature = "axum")]
mod axum;
mod error;
mod fields;
mod no_referrer;

use std::fmt;

use reqwest::header::{COOKIE, HeaderMap};

use self::fields::{
    AFFILIATE, CLIENT_ID, COMPETITOR_SLUG, COMPETITOR_TYPE, Fields, PK, PROGRAMME_TYPE, REFERRAL,
    RL, SLUG, SUB_ID, UID,
};
pub use self::{error::ClickError, no_referrer::NoReferrer};
use crate::validity::MAX_LENGTH;

/// The click that brought a customer: what the vendor's script keeps in the cookie
/// [`Click::COOKIE`], which the browser sends with each request.
///
/// ```
/// use reditus::{Click, Conversion};
///
/// let header = "theme=dark; _gr_id=%3A3f0c%3A%3A%3A%3A%3Ajwe512%3A%3A%3A%3Areferral";
/// let click = Click::from_cookie_header(header)?;
/// assert_eq!(click.slug(), Some("jwe512"));
/// assert!(click.is_advocate());
///
/// match Conversion::from_click(&click) {
///     Ok(referrer) => drop(referrer.email("jane@example.com").uid("42").gr_id(click.gr_id())),
///     Err(why) => println!("{why}"), // some of these are worth money, too
/// }
/// # Ok::<(), reditus::ClickError>(())
/// ```
///
/// # Forms
///
/// The value has 11 fields, joined by `:`, or the 9 of an older form, which has no sub id and no
/// programme type. A value of 10 has a sub id only. What comes after the 11th is kept as
/// [`extra`](Self::extra). An empty field is `None`. This was observed in the vendor's script, and
/// is not published.
///
/// The value may be percent-encoded wholly, in part or not at all. A value with a bare `:` is split,
/// then each field decoded, so that an encoded `:` stays part of its field; any other is decoded,
/// then split. The sub id is free text, and may hold a `:` that cannot be told from a separator: it
/// extends to the first field that is `affiliate` or `referral`, if there is one.
///
/// # Trust
///
/// A visitor can put anything into a cookie, so nothing here proves a referral. The service knows
/// which slugs there are, and [`Client::track`](crate::Client::track) checks these values like any
/// others. `Debug` shows which fields are set and which programme type it is, and no value.
#[derive(Clone, PartialEq, Eq)]
pub struct Click {
    raw: String,
    fields: Fields,
}

impl Click {
    /// The name of the cookie. The vendor's prose calls it `gr_id`, but the script writes `_gr_id`,
    /// and only that is read.
    pub const COOKIE: &str = "_gr_id";

    /// Reads the value of the cookie, as the browser sent it.
    ///
    /// # Errors
    ///
    /// [`ClickError`] if the value is empty, longer than
    /// [`Conversion::MAX_LENGTH`](crate::Conversion::MAX_LENGTH), of fewer than 9 fields, or not
    /// UTF-8 once decoded.
    pub fn parse(cookie_value: &str) -> Result<Self, ClickError> {
        let raw = without_quotes(cookie_value);
        if raw.is_empty() {
            return Err(ClickError::Empty);
        }
        if raw.len() > MAX_LENGTH {
            return Err(ClickError::TooLong);
        }
        Ok(Self { raw: raw.to_owned(), fields: Fields::read(raw)? })
    }

    /// Finds the cookie in the value of a `Cookie` header, and reads it.
    ///
    /// The header is taken as bytes, since other cookies in it may hold anything. If the cookie
    /// occurs several times, the first that can be read is taken. A request may have several such
    /// headers: [`from_headers`](Self::from_headers) looks at all of them.
    ///
    /// # Errors
    ///
    /// [`ClickError::Missing`] if the cookie is not there; if none of that name can be read, what
    /// is wrong with the first.
    pub fn from_cookie_header(header: impl AsRef<[u8]>) -> Result<Self, ClickError> {
        let mut first_error = None;
        for value in header.as_ref().split(|&byte| byte == b';').filter_map(value_of_cookie) {
            let value = str::from_utf8(value).map_err(|_| ClickError::NotUtf8);
            match value.and_then(Self::parse) {
                Ok(click) => return Ok(click),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or(ClickError::Missing))
    }

    /// Finds the cookie in the headers of a request, and reads it: the first that can be read, in
    /// however many `Cookie` headers. The type is that of the `http` crate, which axum, hyper, warp,
    /// rocket and poem use; for another one, use [`from_cookie_header`](Self::from_cookie_header).
    /// With the feature `axum`, a handler can simply take an `Option<Click>`.
    ///
    /// ```
    /// # use reditus::{Click, reqwest::header::{COOKIE, HeaderMap, HeaderValue}};
    /// let mut headers = HeaderMap::new();
    /// headers.append(COOKIE, HeaderValue::from_static("theme=dark"));
    /// headers.append(COOKIE, HeaderValue::from_static("_gr_id=:3f0c:::::john::::affiliate"));
    /// assert_eq!(Click::from_headers(&headers)?.slug(), Some("john"));
    /// # Ok::<(), reditus::ClickError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_cookie_header`](Self::from_cookie_header), over all headers.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, ClickError> {
        let mut first_error = ClickError::Missing;
        for header in headers.get_all(COOKIE) {
            match Self::from_cookie_header(header) {
                Ok(click) => return Ok(click),
                Err(error) if first_error == ClickError::Missing => first_error = error,
                Err(_) => {}
            }
        }
        Err(first_error)
    }

    /// What to send as `gr_id`: the whole value, decoded (never percent-encoded), such as
    /// `:3f0c:::::john::::affiliate`.
    ///
    /// The vendor does not publish which part of the cookie is meant. Its document says "cookie set
    /// by the tracking script in the referral's browser", which is the whole value, and any server
    /// framework hands cookies over decoded. The other candidate is [`client_id`](Self::client_id),
    /// which is what the vendor's own script sends elsewhere.
    pub fn gr_id(&self) -> String {
        self.fields.all().join(":")
    }

    /// All fields, decoded, empty ones too, in the order of the cookie.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.all().iter().map(String::as_str)
    }

    /// The value of the link's `rl` parameter. Ordinary links have none.
    pub fn rl(&self) -> Option<&str> {
        self.fields.get(RL)
    }

    /// The id of the affiliate by which V1 can name one, together with [`pk`](Self::pk). The vendor
    /// has deprecated it. Not to be confused with the `uid` of a conversion, which is your own.
    pub fn uid(&self) -> Option<&str> {
        self.fields.get(UID)
    }

    /// The slug of whoever referred: an advocate's or an affiliate's, as
    /// [`is_advocate`](Self::is_advocate) says.
    pub fn slug(&self) -> Option<&str> {
        self.fields.get(SLUG)
    }

    /// Whether the [`slug`](Self::slug) is an advocate's: the programme type is `referral`.
    ///
    /// Any other slug is taken for an affiliate's, also in the older form, which has no programme
    /// type.
    pub fn is_advocate(&self) -> bool {
        self.slug().is_some() && self.programme_type() == Some(REFERRAL)
    }

    /// `referral` if the link was an advocate's, else `affiliate`. That is what the vendor's script
    /// writes; a cookie may hold any other text.
    pub fn programme_type(&self) -> Option<&str> {
        self.fields.get(PROGRAMME_TYPE)
    }

    /// The affiliate's slug from a competitor's programme.
    pub fn competitor_slug(&self) -> Option<&str> {
        self.fields.get(COMPETITOR_SLUG)
    }

    /// The competitor's link parameter: `via`, `wpcr`, `fpr`, `fp_ref` or `ps_partner_key`.
    pub fn competitor_type(&self) -> Option<&str> {
        self.fields.get(COMPETITOR_TYPE)
    }

    /// The sub id of the link: free text.
    pub fn sub_id(&self) -> Option<&str> {
        self.fields.get(SUB_ID)
    }

    /// The id that the vendor's script made for this click: a UUID, new with each click.
    pub fn client_id(&self) -> Option<&str> {
        self.fields.get(CLIENT_ID)
    }

    /// The `pk`, one of the two values by which V1 can name an affiliate.
    pub fn pk(&self) -> Option<&str> {
        self.fields.get(PK)
    }

    /// The fields after the programme type, empty ones too. No known form has any.
    pub fn extra(&self) -> impl Iterator<Item = &str> {
        self.fields.extra()
    }

    /// The whole value as it was given, not decoded, without the double quotes around it if there
    /// were any. Do not send it as `gr_id`: it may be percent-encoded.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

/// The value, if this pair of a `Cookie` header is the cookie.
fn value_of_cookie(pair: &[u8]) -> Option<&[u8]> {
    let mut parts = pair.splitn(2, |&byte| byte == b'=').map(<[u8]>::trim_ascii);
    if parts.next()? == Click::COOKIE.as_bytes() { parts.next() } else { None }
}

/// RFC 6265, section 4.1.1: a value may be in double quotes.
fn without_quotes(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

impl fmt::Debug for Click {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let programme_type = match self.programme_type() {
            None => "none",
            Some(AFFILIATE) => AFFILIATE,
            Some(REFERRAL) => REFERRAL,
            Some(_) => "other",
        };
        f.debug_struct("Click")
            .field("rl", &self.rl().is_some())
            .field("client_id", &self.client_id().is_some())
            .field("pk", &self.pk().is_some())
            .field("uid", &self.uid().is_some())
            .field("slug", &self.slug().is_some())
            .field("competitor_slug", &self.competitor_slug().is_some())
            .field("competitor_type", &self.competitor_type().is_some())
            .field("sub_id", &self.sub_id().is_some())
            .field("programme_type", &format_args!("{programme_type}"))
            .field("extra", &self.extra().count())
            .finish()
    }
}
