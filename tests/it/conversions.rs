//! What a conversion is, before anything is sent, and in a queue.

use reditus::{Conversion, Duplicate, ErrorKind, Outcome, ReferredBy};

use crate::wire::{Wire, response};

#[tokio::test]
async fn invalid_values_are_all_refused_in_one_error_before_anything_is_sent() {
    let long = "x".repeat(Conversion::MAX_LENGTH + 1);
    let cases = [
        (Conversion::affiliate("").email("jane@example.com"), "`affiliate_slug` is empty"),
        (Conversion::advocate(" \u{a0}").uid("42"), "`advocate_slug` is only white space"),
        (
            Conversion::affiliate("john").uid(&long),
            "`uid` is 4097 bytes long, over the limit of 4096",
        ),
        (
            Conversion::affiliate("john\r\n").email("").gr_id("a\0b"),
            "`affiliate_slug` contains a control character, `email` is empty, `gr_id` contains a \
             control character",
        ),
    ];
    let wire = Wire::responding(response(201, "application/json", b"{}")).await;
    for (conversion, problems) in cases {
        let error = wire.client().track(conversion.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(
            error.to_string(),
            format!(
                "the conversion has values that cannot be sent: {problems}; nothing was sent; \
                 correct it and track it again"
            )
        );
        assert_eq!((error.attempts(), error.may_have_been_recorded()), (0, false));
        assert_eq!(error.into_conversion(), Some(conversion));
    }
    assert!(wire.requests().is_empty());
}

#[tokio::test]
async fn the_longest_value_is_sent() {
    let wire = Wire::responding(response(201, "application/json", b"{}")).await;
    let longest = "x".repeat(Conversion::MAX_LENGTH);
    wire.client().track(Conversion::affiliate("john").uid(longest)).await.unwrap();
}

#[test]
fn a_conversion_survives_a_queue() {
    for conversion in [
        Conversion::affiliate("john").email("jane@example.com"),
        Conversion::advocate("jwe512").uid("42").gr_id(":1::x"),
        // They cannot be sent, but they are not lost either.
        Conversion::affiliate("").uid("\0"),
    ] {
        let queued = serde_json::to_string(&conversion).unwrap();
        assert!(!queued.contains("null"), "{queued}");
        assert_eq!(serde_json::from_str::<Conversion>(&queued).unwrap(), conversion);
    }
}

#[test]
fn text_that_is_not_a_conversion_is_not_read_back() {
    for (text, why) in [
        (r#"{"email":"jane@example.com"}"#, "needs `affiliate_slug` or `advocate_slug`"),
        (r#"{"affiliate_slug":"john"}"#, "needs `email` or `uid`"),
        (r#"{"affiliate_slug":"john","gr_id":"x"}"#, "needs `email` or `uid`"),
        (r#"{"affiliate_slug":"a","advocate_slug":"b","uid":"42"}"#, "not both"),
    ] {
        let error = serde_json::from_str::<Conversion>(text).unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[tokio::test]
async fn a_stored_conversion_knows_that_an_earlier_attempt_may_have_been_recorded() {
    let conversion = || Conversion::affiliate("john").uid("42");
    // The process ends after a lost response…
    let wire = Wire::responding("").await;
    let error = wire.client().track(conversion()).await.unwrap_err();
    let copy = error.conversion().unwrap();
    let returned = error.into_conversion().unwrap();
    assert!(copy.is_possibly_recorded() && returned.is_possibly_recorded());
    let stored = serde_json::to_string(&returned).unwrap();
    assert_eq!(stored, r#"{"affiliate_slug":"john","uid":"42","possibly_recorded":true}"#);
    // …and the next one finds the duplicate.
    let restored: Conversion = serde_json::from_str(&stored).unwrap();
    let wire = Wire::responding(response(409, "application/json", b"")).await;
    let outcome = wire.client().track(restored.clone()).await.unwrap();
    assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::PossiblyOurs));
    assert!(!wire.requests()[0].contains("possibly_recorded"), "{:?}", wire.requests());
    let outcome = wire.client().track(conversion()).await.unwrap();
    assert_eq!(outcome, Outcome::AlreadyRecorded(Duplicate::Before));

    // The mark says nothing about which conversion it is, and is kept by whatever fails later.
    assert_eq!(restored, conversion());
    let refusing = Wire::responding(response(400, "application/json", b"{}")).await;
    let refused = refusing.client().track(restored.clone()).await.unwrap_err();
    assert!(refused.may_have_been_recorded());
    assert!(refused.to_string().contains("it may have been recorded"), "{refused}");
    let unsent = restored.email("").possibly_recorded();
    let error = wire.client().track(unsent).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
    assert!(error.to_string().contains("an earlier attempt may have been recorded"), "{error}");
    assert!(error.conversion().unwrap().is_possibly_recorded());

    // A clear refusal leaves no mark, and what earlier versions stored has none.
    let error = refusing.client().track(conversion()).await.unwrap_err();
    assert!(!error.into_conversion().unwrap().is_possibly_recorded());
    let earlier: Conversion =
        serde_json::from_str(r#"{"affiliate_slug":"john","uid":"42"}"#).unwrap();
    assert!(!earlier.is_possibly_recorded());
}

#[test]
fn a_queue_can_show_what_it_holds() {
    let conversion = Conversion::advocate("jwe512").email("jane@example.com").gr_id(":1");
    let fields = conversion.fields();
    assert_eq!(fields.referrer, ReferredBy::Advocate("jwe512"));
    assert_eq!(fields.referrer.slug(), "jwe512");
    assert_eq!(
        (fields.email, fields.uid, fields.gr_id),
        (Some("jane@example.com"), None, Some(":1"))
    );
    let shown = format!("{fields:?}");
    assert_eq!(shown, "Fields { referrer: advocate, email: true, uid: false, gr_id: true }");
}
