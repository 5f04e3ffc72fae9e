//! How conversions of the same customer are recognised.

use sha2::{Digest, Sha256};

/// An e-mail address in the form in which it is compared. The enqueue statements do the same in
/// SQL.
pub(crate) fn fold(email: &str) -> String {
    email.trim_ascii().to_ascii_lowercase()
}

/// What is kept of an identity once its conversion is sent, so that it can still be forgotten.
pub(crate) fn digest(identity: &str) -> String {
    format!("{DIGEST}{}", hex(&Sha256::digest(identity)))
}

pub(crate) const DIGEST: &str = "sha256:";

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
