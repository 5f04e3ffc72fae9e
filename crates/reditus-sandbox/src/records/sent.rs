//! What a request says, valid or not, for people to read.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The fields of a conversion that were sent as strings, cut to a readable length.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Fields")]
pub(crate) struct Sent {
    pub(super) affiliate_slug: Option<String>,
    pub(super) advocate_slug: Option<String>,
    pub(super) email: Option<String>,
    pub(super) uid: Option<String>,
    pub(super) gr_id: Option<String>,
    pub(super) pk: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    affiliate_slug: Value,
    advocate_slug: Value,
    email: Value,
    uid: Value,
    gr_id: Value,
    pk: Value,
}

/// Enough for every field in use, and little enough to keep for each request.
const MAX_CHARS: usize = 400;

impl Sent {
    pub(crate) fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    /// The names of the fields that identify the customer.
    fn customer(&self) -> &'static str {
        match (&self.email, &self.uid) {
            (Some(_), Some(_)) => "email and uid",
            (Some(_), None) => "email",
            (None, Some(_)) => "uid",
            (None, None) => "no customer",
        }
    }
}

impl From<Fields> for Sent {
    fn from(fields: Fields) -> Self {
        let text = |value: Value| match value {
            Value::String(text) => Some(text.chars().take(MAX_CHARS).collect()),
            _ => None,
        };
        Self {
            affiliate_slug: text(fields.affiliate_slug),
            advocate_slug: text(fields.advocate_slug),
            email: text(fields.email),
            uid: text(fields.uid),
            gr_id: text(fields.gr_id),
            pk: text(fields.pk),
        }
    }
}

/// Names the referrer, but shows nothing of the customer beyond which fields were sent.
impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |slug: &str| slug.chars().take(40).collect::<String>();
        match (&self.affiliate_slug, &self.advocate_slug, &self.gr_id, &self.pk) {
            // Quoted and escaped: a slug may hold anything, terminal commands included.
            (Some(slug), ..) => write!(f, "affiliate {:?}", short(slug))?,
            (None, Some(slug), ..) => write!(f, "advocate {:?}", short(slug))?,
            (None, None, Some(_), _) => f.write_str("a click")?,
            (None, None, None, Some(_)) => f.write_str("a partner")?,
            (None, None, None, None) => f.write_str("no referrer")?,
        }
        write!(f, ", {}", self.customer())
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent").finish_non_exhaustive()
    }
}
