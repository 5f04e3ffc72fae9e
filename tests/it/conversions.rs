//! What a conversion is, before anything is sent.

use reditus::{Conversion, ErrorKind};

use crate::wire::{Wire, answer};

#[tokio::test]
async fn values_that_cannot_be_meant_are_refused_before_anything_is_sent_all_in_one_error() {
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
    let wire = Wire::answering(answer(201, "application/json", b"{}")).await;
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
    let wire = Wire::answering(answer(201, "application/json", b"{}")).await;
    let longest = "x".repeat(Conversion::MAX_LENGTH);
    wire.client().track(Conversion::affiliate("john").uid(longest)).await.unwrap();
}

#[test]
fn a_conversion_survives_a_queue() {
    for conversion in [
        Conversion::affiliate("john").email("jane@example.com"),
        Conversion::advocate("jwe512").uid("42").gr_id("rl:1::x"),
        // Not worth sending, but not lost either.
        Conversion::affiliate("").uid("\0"),
    ] {
        let queued = serde_json::to_string(&conversion).unwrap();
        assert!(!queued.contains("null"), "{queued}");
        assert_eq!(serde_json::from_str::<Conversion>(&queued).unwrap(), conversion);
    }
}

#[test]
fn what_is_no_conversion_is_not_read_back() {
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
