//! A request body, read by the rules that the vendor's documents state in prose.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::entry::{Referrer, Version};

pub(crate) struct Conversion {
    pub(crate) version: Version,
    pub(crate) referrer: Referrer,
    pub(crate) email: Option<String>,
    pub(crate) uid: Option<String>,
    pub(crate) gr_id: Option<String>,
}

/// Whose slugs the service knows; `None` is everyone's.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) affiliates: Option<HashSet<String>>,
    pub(crate) advocates: Option<HashSet<String>>,
}

/// What a 400 answer says. Never anything of the request: it may identify a customer.
pub(crate) type Refusal = &'static str;

const UNKNOWN: Refusal = "Invalid affiliate slug";

impl Conversion {
    pub(crate) fn read(version: Version, body: &[u8], known: &Known) -> Result<Self, Refusal> {
        let body = serde_json::from_slice(body).map_err(|_| "Invalid request: malformed JSON")?;
        let Value::Object(mut fields) = body else {
            return Err("Invalid request: the body must be a JSON object");
        };
        match version {
            Version::V1 => Self::v1(&mut fields),
            Version::V2 => Self::v2(&mut fields, known),
        }
    }

    fn v1(fields: &mut Map<String, Value>) -> Result<Self, Refusal> {
        let email = text(fields, "email", "Invalid request: email must be a string")?;
        let gr_id = text(fields, "gr_id", "Invalid request: gr_id must be a string")?;
        let pk = text(fields, "pk", "Invalid request: pk must be a string")?;
        let uid = text(fields, "uid", "Invalid request: uid must be a string")?;

        let email = Some(email.ok_or("Invalid request: email is required")?);
        // `pk` and `uid` only "can replace" the click: where it is given, it decides.
        let referrer = match (&gr_id, pk, uid) {
            (Some(_), _, _) => Referrer::Click,
            (None, Some(pk), Some(uid)) => Referrer::Partner { pk, uid },
            _ => return Err("Invalid request: gr_id, or pk and uid, is required"),
        };
        Ok(Self { version: Version::V1, referrer, email, uid: None, gr_id })
    }

    fn v2(fields: &mut Map<String, Value>, known: &Known) -> Result<Self, Refusal> {
        let affiliate =
            text(fields, "affiliate_slug", "Invalid request: affiliate_slug must be a string")?;
        let advocate =
            text(fields, "advocate_slug", "Invalid request: advocate_slug must be a string")?;
        let email = text(fields, "email", "Invalid request: email must be a string")?;
        let uid = text(fields, "uid", "Invalid request: uid must be a string")?;
        let gr_id = text(fields, "gr_id", "Invalid request: gr_id must be a string")?;

        // An advocate is "required if affiliate_slug is not set": where both are, the affiliate
        // decides and the advocate is not looked at.
        let referrer = match (affiliate, advocate) {
            (Some(slug), _) => Referrer::Affiliate { slug: member(slug, &known.affiliates)? },
            (None, Some(slug)) => Referrer::Advocate { slug: member(slug, &known.advocates)? },
            (None, None) => {
                return Err("Invalid request: affiliate_slug or advocate_slug is required");
            }
        };
        if email.is_none() && uid.is_none() {
            return Err("Invalid request: email or uid is required");
        }
        Ok(Self { version: Version::V2, referrer, email, uid, gr_id })
    }
}

/// A field's text. Blank counts as missing; `null` is refused, as the documents allow no null.
fn text(
    fields: &mut Map<String, Value>,
    name: &str,
    wrong_type: Refusal,
) -> Result<Option<String>, Refusal> {
    match fields.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong_type),
    }
}

fn member(slug: String, known: &Option<HashSet<String>>) -> Result<String, Refusal> {
    match known {
        Some(known) if !known.contains(&slug) => Err(UNKNOWN),
        _ => Ok(slug),
    }
}
