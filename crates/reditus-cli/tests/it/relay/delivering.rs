//! What the relay's own worker reports.

use std::{env, time::Duration};

use reditus_sandbox::{Fault, Referrer, Sandbox, Version};
use serde_json::json;

use super::{CLICK, Relay, V1, V2, before, command, conversion, new};
use crate::{
    command::{skip, start, wait_for},
    outbox::{Place, in_each_place, places},
};

fn delivering(place: &Place, base_url: &str, args: &[&str]) -> Relay {
    let mut command = command(place, &[&["--base-url", base_url], args].concat());
    Relay::start(command.env("REDITUS_API_TOKEN", "token"))
}

#[test]
fn what_is_stored_is_reported_even_if_the_service_was_down_and_the_relay_restarted() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder().token("token"));
        sandbox.faults().always(Fault::reset());
        let mut relay = delivering(&place, &sandbox.base_url(), &["--rate", "off"]);
        assert_eq!(relay.post(V2, &conversion("1")).both(), (202, new()));
        wait_for(|| !sandbox.requests().is_empty());
        assert_eq!(relay.stop().0, Some(0));
        sandbox.faults().clear();
        assert!(sandbox.ledger().is_empty());

        let relay = delivering(&place, &sandbox.base_url(), &["--rate", "off"]);
        let body = json!({ "cookie": "_gr_id=:3f0c:::::john::::affiliate", "uid": "2" });
        assert_eq!(relay.post(CLICK, &body).both(), (202, new()));
        // The first one is due a minute after its failure, unless somebody asks for it.
        wait_for(|| sandbox.ledger().len() == 1);
        let entries = place.entries();
        place.execute(&format!("UPDATE {entries} SET due_at = 0 WHERE state = 'waiting'"));
        wait_for(|| sandbox.ledger().len() == 2);
        let uids: Vec<_> = sandbox.ledger().into_iter().filter_map(|entry| entry.uid).collect();
        assert_eq!(uids, ["2", "1"]);
    });
}

#[test]
fn several_relays_share_one_database_and_one_rate() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder());
        let relays = [(); 2].map(|()| delivering(&place, &sandbox.base_url(), &["--rate", "4/1s"]));
        for uid in 0..8 {
            let body = conversion(&uid.to_string());
            assert_eq!(relays[uid % 2].post(V2, &body).both(), (202, new()));
            assert_eq!(relays[(uid + 1) % 2].post(V2, &body).status, 202);
        }
        wait_for(|| sandbox.ledger().len() == 8);
        let arrived: Vec<_> = sandbox.requests().iter().map(|request| request.arrived()).collect();
        assert_eq!(arrived.len(), 8, "each is sent once");
        let close = arrived.windows(5).filter(|five| five[4] - five[0] < Duration::from_secs(1));
        assert_eq!(close.count(), 0, "never more than 4 in 1 s");
    });
}

#[test]
fn an_affiliate_whom_only_v1_knows_is_reported_through_v1() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder());
        let relay = delivering(&place, &sandbox.base_url(), &["--rate", "off"]);
        let post = |email: &str| {
            relay.post(V1, &json!({ "email": email, "pk": "key", "uid": "7" })).both()
        };
        assert_eq!(post("jane@example.com"), (202, new()));
        assert_eq!(post(" Jane@Example.com"), (202, before()));
        // The affiliate's uid makes no two customers one.
        assert_eq!(post("joe@example.com"), (202, new()));
        let link = "spring:3f0c:::::::::";
        let by_link = json!({ "email": "ann@example.com", "gr_id": link });
        assert_eq!(relay.post(V1, &by_link).both(), (202, new()));

        wait_for(|| sandbox.ledger().len() == 3);
        let key = Referrer::Partner { pk: "key".to_owned(), uid: "7".to_owned() };
        for (email, referrer) in [
            ("jane@example.com", &key),
            ("joe@example.com", &key),
            ("ann@example.com", &Referrer::Click),
        ] {
            let ledger = sandbox.ledger();
            let entry = ledger.iter().find(|it| it.email.as_deref() == Some(email)).unwrap();
            assert_eq!((entry.version, &entry.referrer), (Version::V1, referrer));
        }
    });
}

#[test]
fn its_worker_delivers_to_prism() {
    let Ok(base_url) = env::var("PRISM_V2_URL") else {
        return skip("Prism is not running (PRISM_V2_URL is not set; see .ci/peers/prism)");
    };
    let place = &places()[0];
    let relay = delivering(place, &base_url, &["--rate", "off"]);
    let body = json!({ "affiliate_slug": "john", "email": "jane@example.com", "uid": "42" });
    assert_eq!(relay.post(V2, &body).both(), (202, new()));
    let sent = || place.json(&["outbox", "list", "--state", "sent"])["conversions"].clone();
    wait_for(|| !sent().as_array().unwrap().is_empty());
    assert_eq!(sent()[0]["outcome"], "recorded");
    assert_eq!(sent()[0]["attempts"], 1);
}
