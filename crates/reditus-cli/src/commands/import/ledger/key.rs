//! What identifies a row: its content.

use reditus::Conversion;
use sha2::{Digest, Sha256};

/// The first 128 bits of a digest of what is sent. The row's position, and its other columns, make
/// no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key(pub(crate) [u8; 16]);

impl Key {
    pub(crate) fn of(conversion: &Conversion) -> Self {
        // A conversion is named texts, which can always be serialised.
        let content = serde_json::to_vec(conversion).unwrap_or_default();
        let digest = Sha256::new_with_prefix("reditus import 1\n").chain_update(content).finalize();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
}

#[cfg(test)]
mod tests {
    use reditus::Conversion;

    use super::Key;

    #[test]
    fn a_key_stays_the_same_from_version_to_version() {
        let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
        let hex: String = Key::of(&conversion).0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "0ba4580e2f7c06a17388b66bc5fdc105");
    }

    #[test]
    fn each_field_makes_another_key() {
        let keys = [
            Conversion::affiliate("john").email("42"),
            Conversion::advocate("john").email("42"),
            Conversion::affiliate("john").uid("42"),
            Conversion::affiliate("joh").uid("n42"),
            Conversion::affiliate("john").uid("42").gr_id("1"),
        ]
        .map(|conversion| Key::of(&conversion));
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(key));
        }
    }
}
