//! Why no conversion can be made from a click.

use std::{error::Error, fmt};

use super::Click;

/// Why [`Conversion::from_click`](crate::Conversion::from_click) finds no referrer: the click has no
/// slug. Nothing of the cookie is shown.
///
/// The first needs no action. The other two may be worth a commission, so do not drop them: report
/// them through V1 (with the crate `reditus-outbox`, `Entry::v1`), or keep them for somebody to look
/// at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoReferrer {
    /// The click names nobody. It may still have the browser's client id.
    Nobody,
    /// The click names the affiliate by a key only ([`Click::pk`], [`Click::uid`] or both), which
    /// V2 does not accept. V1 accepts the two together:
    /// [`v1::Conversion::partner_of`](crate::v1::Conversion::partner_of).
    AffiliateKey,
    /// The click has only the value of the link's `rl` parameter ([`Click::rl`]). What it names is
    /// not published; V1 accepts the click itself:
    /// [`v1::Conversion::click`](crate::v1::Conversion::click).
    LinkOnly,
}

impl NoReferrer {
    pub(crate) fn of(click: &Click) -> Self {
        match (click.pk().or(click.uid()), click.rl()) {
            (Some(_), _) => Self::AffiliateKey,
            (None, Some(_)) => Self::LinkOnly,
            (None, None) => Self::Nobody,
        }
    }
}

impl fmt::Display for NoReferrer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nobody => {
                "the click names nobody; without another referrer there is no conversion"
            }
            Self::AffiliateKey => {
                "the click names the affiliate by a key, which only V1 accepts; report it through V1, \
                 or keep it"
            }
            Self::LinkOnly => {
                "the click has the `rl` value of its link but no slug, and only V1 accepts that; \
                 report it through V1, or keep it"
            }
        })
    }
}

impl Error for NoReferrer {}
