//! What a conversion holds.

use std::fmt;

/// The values of a conversion, from [`Conversion::fields`](crate::Conversion::fields). `Debug` shows
/// which are set, and no value.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fields<'a> {
    /// Who referred the customer.
    pub referrer: ReferredBy<'a>,
    /// The customer's e-mail address.
    pub email: Option<&'a str>,
    /// Your own id of the customer.
    pub uid: Option<&'a str>,
    /// The click that converted.
    pub gr_id: Option<&'a str>,
}

/// Who referred a customer, with the slug.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ReferredBy<'a> {
    /// An affiliate.
    Affiliate(&'a str),
    /// An advocate: an existing customer.
    Advocate(&'a str),
}

impl<'a> ReferredBy<'a> {
    /// The slug of whoever it is.
    pub fn slug(self) -> &'a str {
        match self {
            Self::Affiliate(slug) | Self::Advocate(slug) => slug,
        }
    }
}

impl fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields")
            .field("referrer", &self.referrer)
            .field("email", &self.email.is_some())
            .field("uid", &self.uid.is_some())
            .field("gr_id", &self.gr_id.is_some())
            .finish()
    }
}

impl fmt::Debug for ReferredBy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Affiliate(_) => "affiliate",
            Self::Advocate(_) => "advocate",
        })
    }
}
