//! Who a row is about.

use std::hash::{DefaultHasher, Hash, Hasher};

use reditus::{Conversion, Fields, ReferredBy};

/// An e-mail address, trimmed and without regard to ASCII case, or an id: a digest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Identity(pub(crate) u64);

/// A customer, by one identity or two. Rows that share one are about the same customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    email: Option<Identity>,
    uid: Option<Identity>,
}

/// Who referred, as a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReferrerDigest(pub(crate) u64);

impl Customer {
    pub(crate) fn of(conversion: &Conversion) -> Self {
        let Fields { email, uid, .. } = conversion.fields();
        let email = email.map(|email| email.trim().to_ascii_lowercase());
        Self {
            email: email.map(|email| Identity(digest(("email", email)))),
            uid: uid.map(|uid| Identity(digest(("uid", uid.trim())))),
        }
    }

    pub(crate) fn identities(&self) -> impl Iterator<Item = &Identity> {
        self.email.iter().chain(&self.uid)
    }
}

impl ReferrerDigest {
    pub(crate) fn of(conversion: &Conversion) -> Self {
        Self(match conversion.fields().referrer {
            ReferredBy::Affiliate(slug) => digest(("affiliate", slug)),
            ReferredBy::Advocate(slug) => digest(("advocate", slug)),
        })
    }
}

/// Two that are equal by chance are sent one after the other: no harm is done.
fn digest(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
