//! The key that identifies an entry.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::customer;

#[derive(Deserialize)]
struct Fields {
    affiliate_slug: Option<String>,
    advocate_slug: Option<String>,
    email: Option<String>,
    uid: Option<String>,
    v1: Option<V1>,
}

/// The affiliate, as V1 names them.
#[derive(Deserialize)]
struct V1 {
    gr_id: Option<String>,
    pk: Option<String>,
    uid: Option<String>,
}

/// A digest of the referrer and the customer. Each value is preceded by its length, so that
/// different conversions never produce the same input.
pub(super) fn of(body: &str) -> String {
    let mut digest = Sha256::new_with_prefix("reditus outbox 1\n");
    if let Ok(Fields { affiliate_slug, advocate_slug, email, uid, v1 }) = serde_json::from_str(body)
    {
        let email = email.map(|email| customer::fold(&email));
        let v1 = v1.map(|V1 { gr_id, pk, uid }| [gr_id, pk, uid]);
        let fields = [affiliate_slug, advocate_slug, email, uid];
        for field in fields.into_iter().chain(v1.into_iter().flatten()) {
            match field {
                Some(value) => digest.update(format!("{}:{value}\n", value.len())),
                None => digest.update("-\n"),
            }
        }
    }
    customer::hex(&digest.finalize())
}
