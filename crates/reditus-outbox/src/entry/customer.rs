//! Who a customer is, as far as the order of their conversions goes.

use sha2::{Digest, Sha256};

/// An e-mail address as it is compared: the statements that enqueue do the same in SQL.
pub(crate) fn fold(email: &str) -> String {
    email.trim_ascii().to_ascii_lowercase()
}

/// What is kept of an identity once its conversion is sent: enough to forget it by.
pub(crate) fn digest(identity: &str) -> String {
    format!("{DIGEST}{}", hex(&Sha256::digest(identity)))
}

pub(crate) const DIGEST: &str = "sha256:";

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
