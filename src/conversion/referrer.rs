//! The first half of a conversion: who referred.

use std::fmt;

use super::Conversion;
use crate::{
    click::{Click, NoReferrer},
    generated::tracking_v2::types::TrackingV2Request,
};

/// Who referred a customer. Name the customer to make it a [`Conversion`].
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a referrer is a conversion only once the customer is named"]
pub struct Referrer(Slug);

#[derive(Clone, PartialEq, Eq)]
enum Slug {
    Affiliate(String),
    Advocate(String),
}

impl Conversion {
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

    /// Referred by whoever the click names.
    ///
    /// That is its slug, an advocate's or an affiliate's as [`Click::is_advocate`] says; without
    /// one, its competitor slug, which the service takes for an affiliate's.
    ///
    /// An unknown programme type counts as an affiliate's, which is what the vendor's script writes
    /// for everything that is not an advocate's. If that is wrong, the service refuses the slug and
    /// the conversion comes back with [`InvalidReferrer`](crate::ErrorKind::InvalidReferrer);
    /// without the guess it would be lost in silence.
    ///
    /// The click itself is sent only if you add it: [`Conversion::gr_id`].
    ///
    /// ```
    /// # use reditus::{Click, Conversion, NoReferrer};
    /// # fn conversion(click: &Click) -> Result<Conversion, NoReferrer> {
    /// let conversion = Conversion::from_click(click)?.uid("42").gr_id(click.gr_id());
    /// # Ok(conversion)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoReferrer`] if the click has no slug. It says what the click has instead: some of these
    /// are still worth money, and need V1 or somebody's attention.
    pub fn from_click(click: &Click) -> Result<Referrer, NoReferrer> {
        match click.slug() {
            Some(slug) if click.is_advocate() => Ok(Self::advocate(slug)),
            Some(slug) => Ok(Self::affiliate(slug)),
            None => match click.competitor_slug() {
                Some(slug) => Ok(Self::affiliate(slug)),
                None => Err(NoReferrer::of(click)),
            },
        }
    }
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
        // Without `..`: a field that the vendor adds must be looked at before this compiles again.
        Conversion::new(TrackingV2Request {
            affiliate_slug,
            advocate_slug,
            email,
            uid,
            gr_id: None,
        })
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
