//! V1, deprecated but working.
#![allow(deprecated)]

use reditus::{Duplicate, ErrorKind, Outcome, v1};

use crate::wire::{Wire, response};

#[tokio::test]
async fn both_ways_to_name_the_affiliate_are_sent_as_documented() {
    let cases = [
        (
            v1::Conversion::click("jane@example.com", ":1"),
            r#"{"email":"jane@example.com","gr_id":":1"}"#,
        ),
        (
            v1::Conversion::partner("jane@example.com", "p", "u"),
            r#"{"email":"jane@example.com","pk":"p","uid":"u"}"#,
        ),
    ];
    for (conversion, body) in cases {
        let wire =
            Wire::responding(response(201, "application/json", br#"{"data":{"id":"r"}}"#)).await;
        let outcome = wire.client().v1().track(conversion).await.unwrap();
        let Outcome::Recorded(referral) = outcome else { panic!("{outcome:?}") };
        assert_eq!(referral.id(), Some("r"));
        let request = wire.requests().remove(0);
        assert!(request.starts_with("POST /v1/tracking/conversion "), "{request}");
        assert!(request.ends_with(body), "{request}");
    }
}

#[tokio::test]
async fn responses_mean_what_they_mean_in_v2() {
    let wire = Wire::responding(response(409, "application/json", b"{}")).await;
    let conversion = v1::Conversion::click("jane@example.com", ":1");
    let outcome = wire.client().v1().track(conversion.clone()).await.unwrap();
    assert!(matches!(outcome, Outcome::AlreadyRecorded(_)));

    // A page under 201 or 409, and an error envelope under 201, are not a success here either.
    for (status, body) in [(201, "<html>"), (409, "error code: 1001"), (201, "{\"error\":\"no\"}")]
    {
        let wire = Wire::responding(response(status, "text/plain", body.as_bytes())).await;
        let error = wire.client().v1().track(conversion.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unrecognized, "{status} {body}");
        let again = v1::into_conversion(error).unwrap();
        assert!(serde_json::to_string(&again).unwrap().contains(r#""possibly_recorded":true"#));
        let wire = Wire::responding(response(409, "application/json", b"")).await;
        let outcome = wire.client().v1().track(again).await.unwrap();
        assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::PossiblyOurs));
    }

    // V1 declares no text of its own for a 400.
    let wire = Wire::responding(response(400, "application/json", b"{}")).await;
    let error = wire.client().v1().track(conversion.clone()).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidReferrer, None));
    assert_eq!(v1::into_conversion(error), Some(conversion));
}

#[tokio::test]
async fn values_are_checked_before_anything_is_sent() {
    let wire = Wire::responding(response(201, "application/json", b"{}")).await;
    let conversion = v1::Conversion::partner("", "p", "\n");
    let error = wire.client().v1().track(conversion.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("`email` is empty, `uid` is only white space"), "{error}");
    assert_eq!(v1::into_conversion(error), Some(conversion));
    assert!(wire.requests().is_empty());
}

#[test]
fn a_conversion_survives_a_queue() {
    let conversion = v1::Conversion::partner("jane@example.com", "p", "u");
    let queued = serde_json::to_string(&conversion).unwrap();
    assert_eq!(queued, r#"{"email":"jane@example.com","pk":"p","uid":"u"}"#);
    assert_eq!(serde_json::from_str::<v1::Conversion>(&queued).unwrap(), conversion);
    for none in [r#"{"email":"e"}"#, r#"{"email":"e","pk":"p"}"#, r#"{"gr_id":"x"}"#] {
        assert!(serde_json::from_str::<v1::Conversion>(none).is_err(), "{none}");
    }
}
