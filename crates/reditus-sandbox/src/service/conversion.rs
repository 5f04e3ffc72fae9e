//! Reading a conversion by the rules that the vendor's documents state in prose.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{refusal::Refusal, settings::Referrers};
use crate::records::{Conversion, Referrer, Version};

pub(super) fn read(
    version: Version,
    body: &[u8],
    referrers: &Referrers,
) -> Result<Conversion, Refusal> {
    let body = serde_json::from_slice(body).map_err(|_| Refusal::Malformed)?;
    let Value::Object(mut fields) = body else {
        return Err(Refusal::NotAnObject);
    };
    match version {
        Version::V1 => v1(&mut fields),
        Version::V2 => v2(&mut fields, referrers),
    }
}

fn v1(fields: &mut Map<String, Value>) -> Result<Conversion, Refusal> {
    let email = text(fields, "email")?;
    let gr_id = text(fields, "gr_id")?;
    let pk = text(fields, "pk")?;
    let uid = text(fields, "uid")?;

    let email = Some(email.ok_or(Refusal::Missing("email"))?);
    // `pk` and `uid` only "can replace" the click, so a click that is given decides.
    let referrer = match (&gr_id, pk, uid) {
        (Some(_), _, _) => Referrer::Click,
        (None, Some(pk), Some(uid)) => Referrer::Partner { pk, uid },
        _ => return Err(Refusal::Missing("gr_id, or pk and uid,")),
    };
    Ok(Conversion { version: Version::V1, referrer, email, uid: None, gr_id })
}

fn v2(fields: &mut Map<String, Value>, referrers: &Referrers) -> Result<Conversion, Refusal> {
    let affiliate = text(fields, "affiliate_slug")?;
    let advocate = text(fields, "advocate_slug")?;
    let email = text(fields, "email")?;
    let uid = text(fields, "uid")?;
    let gr_id = text(fields, "gr_id")?;

    // An advocate is "required if affiliate_slug is not set": where both are given, the affiliate
    // decides and the advocate is not checked.
    let referrer = match (affiliate, advocate) {
        (Some(slug), _) => Referrer::Affiliate { slug: existing(slug, &referrers.affiliates)? },
        (None, Some(slug)) => Referrer::Advocate { slug: existing(slug, &referrers.advocates)? },
        (None, None) => return Err(Refusal::Missing("affiliate_slug or advocate_slug")),
    };
    if email.is_none() && uid.is_none() {
        return Err(Refusal::Missing("email or uid"));
    }
    Ok(Conversion { version: Version::V2, referrer, email, uid, gr_id })
}

/// A field's text. Blank counts as missing; `null` is refused, as the documents allow no null.
fn text(fields: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>, Refusal> {
    match fields.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::NotAString(name)),
    }
}

fn existing(slug: String, slugs: &Option<HashSet<String>>) -> Result<String, Refusal> {
    match slugs {
        Some(slugs) if !slugs.contains(&slug) => Err(Refusal::UnknownSlug),
        _ => Ok(slug),
    }
}
