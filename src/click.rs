//! What the vendor's script left in the customer's browser.

mod error;
mod fields;

use std::fmt;

pub use self::error::ClickError;
use self::fields::{
    AFFILIATE, CLIENT_ID, COMPETITOR_SLUG, COMPETITOR_TYPE, Fields, PK, PROGRAMME_TYPE, REFERRAL,
    SLUG, SUB_ID,
};
use crate::validity::MAX_LENGTH;

/// The click that brought a customer: what the vendor's script keeps in the cookie
/// [`Click::COOKIE`], which the browser sends with each request.
///
/// ```
/// use reditus::{Click, Conversion};
///
/// let header = "theme=dark; _gr_id=rl%3A3f0c%3A%3A%3A%3A%3Ajwe512%3A%3A%3A%3Areferral";
/// let click = Click::from_cookie_header(header)?;
/// assert_eq!(click.slug(), Some("jwe512"));
/// assert!(click.is_advocate());
///
/// if let Some(referrer) = Conversion::from_click(&click) {
///     let conversion = referrer.email("jane@example.com").uid("42");
/// }
/// # Ok::<(), reditus::ClickError>(())
/// ```
///
/// # Forms
///
/// The value has 11 fields, joined by `:`, or the 9 of an older form, which has no sub id and no
/// programme type. A value of 10 has a sub id only. What comes after the 11th is kept as
/// [`extra`](Self::extra). A field that is empty is `None`.
///
/// It may be percent-encoded wholly, in part or not at all. A value with a bare `:` is split, then
/// each field decoded, so that an encoded `:` stays part of its field; any other is decoded, then
/// split. The sub id is free text, and may hold a `:` that nothing tells from a separator: it goes
/// on until the first field that is `affiliate` or `referral`, if there is one.
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
    /// The header is taken as bytes, since other cookies in it may hold anything. Where the cookie
    /// occurs several times, the first that can be read is taken. A request of HTTP/2 may have
    /// several such headers, so look at each:
    ///
    /// ```
    /// # use reditus::{Click, reqwest::header::{COOKIE, HeaderMap}};
    /// # fn click(headers: &HeaderMap) -> Option<Click> {
    /// headers.get_all(COOKIE).iter().find_map(|header| Click::from_cookie_header(header).ok())
    /// # }
    /// ```
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

    /// The slug of who referred, an advocate's or an affiliate's:
    /// [`is_advocate`](Self::is_advocate).
    pub fn slug(&self) -> Option<&str> {
        self.fields.get(SLUG)
    }

    /// Whether the [`slug`](Self::slug) is an advocate's: the programme type is `referral`.
    ///
    /// Any other slug is taken for an affiliate's. Where there is no programme type, as in the
    /// older form, that is inferred; the vendor publishes neither form.
    pub fn is_advocate(&self) -> bool {
        self.slug().is_some() && self.programme_type() == Some(REFERRAL)
    }

    /// `referral` if the link was an advocate's, else `affiliate`: so the vendor's script has it.
    /// A cookie may hold any other text.
    pub fn programme_type(&self) -> Option<&str> {
        self.fields.get(PROGRAMME_TYPE)
    }

    /// The affiliate's slug from a competitor's programme.
    pub fn competitor_slug(&self) -> Option<&str> {
        self.fields.get(COMPETITOR_SLUG)
    }

    /// What the vendor's script calls the type of the competitor.
    pub fn competitor_type(&self) -> Option<&str> {
        self.fields.get(COMPETITOR_TYPE)
    }

    /// The sub id of the link: free text.
    pub fn sub_id(&self) -> Option<&str> {
        self.fields.get(SUB_ID)
    }

    /// The id that the vendor's script gave to the browser.
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

    /// The whole value as it was given, not decoded, but without double quotes around it.
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
            .field("client_id", &self.client_id().is_some())
            .field("pk", &self.pk().is_some())
            .field("slug", &self.slug().is_some())
            .field("competitor_slug", &self.competitor_slug().is_some())
            .field("competitor_type", &self.competitor_type().is_some())
            .field("sub_id", &self.sub_id().is_some())
            .field("programme_type", &format_args!("{programme_type}"))
            .field("extra", &self.extra().count())
            .finish()
    }
}
