//! Signups with the visitor's cookie instead of a slug.

use serde_json::json;

use super::{CLICK, Relay, new};
use crate::{command::run, outbox::places};

#[test]
fn a_signup_with_a_cookie_is_stored_with_its_referrer_and_its_click() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let forms = [
        "theme=dark; _gr_id=%3A3f0c%3A%3A%3A%3A%3Ajohn%3A%3A%3A%3Aaffiliate; other=1",
        ":3f0c:::::john::::affiliate",
    ];
    for (uid, cookie) in ["1", "2"].into_iter().zip(forms) {
        let body = json!({ "cookie": cookie, "email": "jane@example.com", "uid": uid });
        assert_eq!(relay.post(CLICK, &body).both(), (202, new()));
        let listed = place.json(&["outbox", "list", "--customers"]);
        let stored = &listed["conversions"].as_array().unwrap().last().unwrap()["conversion"];
        let expected = json!({
            "affiliate_slug": "john", "email": "jane@example.com", "uid": uid,
            "gr_id": ":3f0c:::::john::::affiliate",
        });
        assert_eq!(stored, &expected);
    }
}

#[test]
fn a_click_whose_affiliate_only_v1_knows_is_stored_for_v1_if_there_is_an_address() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    for (cookie, expected) in [
        (
            "session=secret; _gr_id=:3f0c::key:7::::::",
            json!({ "email": "1@example.com", "pk": "key", "uid": "7" }),
        ),
        (
            "session=secret; _gr_id=spring%3A3f0c%3A%3A%3A%3A%3A%3A%3A%3A%3A",
            json!({ "email": "2@example.com", "gr_id": "spring:3f0c:::::::::" }),
        ),
    ] {
        let body = json!({ "cookie": cookie, "email": expected["email"], "uid": "42" });
        assert_eq!(relay.post(CLICK, &body).both(), (202, new()));
        let listed = place.json(&["outbox", "list", "--customers"]);
        let stored = listed["conversions"].as_array().unwrap().last().unwrap();
        assert_eq!((&stored["v1_conversion"], &stored["conversion"]), (&expected, &json!(null)));
    }
    let (_, text, _) = run(&mut place.command(&["outbox", "list", "--customers"]));
    assert!(text.contains("pk key, affiliate's uid 7, email 1@example.com\n"), "{text}");
    assert!(text.contains("click spring:3f0c:::::::::, email 2@example.com\n"), "{text}");
}

#[test]
fn a_click_that_cannot_be_sent_does_not_cost_the_commission() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let body = json!({ "cookie": "_gr_id=:3f0c:::::john:::a%0Ab:affiliate", "uid": "1" });
    assert_eq!(relay.post(CLICK, &body).both(), (202, new()));
    let listed = place.json(&["outbox", "list", "--customers"]);
    let expected = json!({ "affiliate_slug": "john", "uid": "1" });
    assert_eq!(listed["conversions"][0]["conversion"], expected);
}

#[test]
fn a_cookie_is_never_the_callers_mistake_and_one_that_may_be_worth_money_is_warned_of() {
    let place = &places()[0];
    let mut relay = Relay::storing(place);
    let long = format!(":m4rker:::::{}::::affiliate", "m4rker".repeat(800));
    let cases = [
        ("", "no_click"),
        ("theme=m4rker", "no_click"),
        ("_gr_id=m4rker", "unreadable"),
        ("_gr_id=:3f0c:::::m4rker%00::::affiliate", "unreadable"),
        (&long, "unreadable"),
        (":m4rker:::::::::", "nobody"),
        (":3f0c::m4rker:7::::::", "affiliate_key"),
        ("m4rker:3f0c:::::::::", "link_only"),
    ];
    for (cookie, reason) in cases {
        let (status, body) =
            relay.post(CLICK, &json!({ "cookie": cookie, "uid": "m4rker" })).both();
        assert_eq!((status, &body["stored"]), (200, &json!("nothing")), "{cookie}");
        assert_eq!(body["reason"], reason, "{cookie}");
        assert!(!body["why"].as_str().unwrap().is_empty() && !body.to_string().contains("m4rker"));
    }
    assert_eq!(place.json(&["outbox", "status"])["waiting"], 0);
    let log = relay.stderr();
    for (reason, times) in
        [("unreadable", 3), ("affiliate_key", 1), ("link_only", 1), ("nobody", 0)]
    {
        let seen = log.matches(&format!("reason=\"{reason}\"")).count();
        assert_eq!(seen, times, "{reason}: {log}");
    }
    assert!(!log.contains("m4rker"), "{log}");
    let metrics = relay.get("/metrics").text;
    assert!(metrics.contains("reditus_relay_nothing_total{reason=\"unreadable\"} 3"), "{metrics}");
}
