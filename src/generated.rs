//! The clients that are generated from `specs/`: private, whole, and included here alone. No
//! generated name leaves the crate.
//!
//! With the feature `codegen` the build script has just generated them; without it these are the
//! reviewed copies in `src/generated/`; a test checks that they are the same code.
#![allow(dead_code, unused_imports, unreachable_pub, clippy::all, clippy::unwrap_used)]

#[cfg(feature = "codegen")]
include!(concat!(env!("OUT_DIR"), "/generated.rs"));

#[cfg(not(feature = "codegen"))]
#[rustfmt::skip]
pub(crate) mod tracking_v1;
#[cfg(not(feature = "codegen"))]
#[rustfmt::skip]
pub(crate) mod tracking_v2;

#[cfg(test)]
mod tests {
    use super::tracking_v2::types::{TrackConversion400, TrackConversion409};

    #[test]
    fn a_refusal_and_a_duplicate_keep_their_own_default_text() {
        let refusal: TrackConversion400 = serde_json::from_str("{}").unwrap();
        let duplicate: TrackConversion409 = serde_json::from_str("{}").unwrap();
        assert_eq!(refusal.error, "Invalid request");
        assert_eq!(duplicate.error, "Referral already exists");
    }
}
