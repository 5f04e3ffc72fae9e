//! The clients that the build script generates from `specs/`: private, whole, and included here
//! alone. No generated name leaves the crate.
#![allow(dead_code, unused_imports, unreachable_pub, clippy::all, clippy::unwrap_used)]

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

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
