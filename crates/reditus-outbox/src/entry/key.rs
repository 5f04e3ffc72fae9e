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
}

/// A digest of the referrer and the customer. Each value is preceded by its length, so that
/// different conversions never produce the same input.
pub(super) fn of(body: &str) -> String {
    let mut digest = Sha256::new_with_prefix("reditus outbox 1\n");
    if let Ok(Fields { affiliate_slug, advocate_slug, email, uid }) = serde_json::from_str(body) {
        for field in [affiliate_slug, advocate_slug, email.map(|e| customer::fold(&e)), uid] {
            match field {
                Some(value) => digest.update(format!("{}:{value}\n", value.len())),
                None => digest.update("-\n"),
            }
        }
    }
    customer::hex(&digest.finalize())
}
