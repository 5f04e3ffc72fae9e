use serde::{Deserialize, Serialize};

/// A conversion that the sandbox recorded.
///
/// Its `Debug` prints everything, for the sake of assertions: use no real customer's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Entry {
    /// The id in the 201 response: shaped like a UUID, numbered from 1 in each sandbox.
    pub id: String,
    /// Which of the two operations reported it.
    pub version: Version,
    /// Who referred the customer.
    pub referrer: Referrer,
    /// The customer's e-mail address, as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The caller's own id for the customer. Always `None` in V1, whose `uid` names the affiliate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// The click, as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gr_id: Option<String>,
    /// When it was recorded, in unix seconds.
    pub recorded_at: u64,
}

/// The two versions of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Version {
    /// `POST /v1/tracking/conversion`, which the vendor is deprecating.
    V1,
    /// `POST /v2/tracking/conversion`.
    V2,
}

/// Who referred the customer, as the request named them.
///
/// Serialized with its kind: `{"kind": "affiliate", "slug": "john"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Referrer {
    /// V2's `affiliate_slug`.
    Affiliate {
        /// The part of the link after `?red=`.
        slug: String,
    },
    /// V2's `advocate_slug`.
    Advocate {
        /// The part of the link after `?refby=`.
        slug: String,
    },
    /// V1's `gr_id`: the click decides.
    Click,
    /// V1's `pk` and `uid` together.
    Partner {
        /// The programme's public key.
        pk: String,
        /// The affiliate's id, not the customer's.
        uid: String,
    },
}

impl Referrer {
    /// The slug, where the request named the referrer by one (V2 always does).
    pub fn slug(&self) -> Option<&str> {
        match self {
            Self::Affiliate { slug } | Self::Advocate { slug } => Some(slug),
            Self::Click | Self::Partner { .. } => None,
        }
    }
}
