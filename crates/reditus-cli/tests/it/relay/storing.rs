//! What is stored, and what is refused.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    thread,
};

use reditus_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{CLICK, Relay, V1, V2, before, command, conversion, new};
use crate::{
    command::{run, start, wait_for},
    outbox::{in_each_place, places},
};

#[test]
fn a_conversion_is_stored_before_the_response_and_a_second_one_changes_nothing() {
    in_each_place(|place| {
        let relay = Relay::storing(&place);
        assert_eq!(relay.post(V2, &conversion("1")).both(), (202, new()));
        let listed = place.json(&["outbox", "list", "--customers"]);
        let entry = &listed["conversions"][0];
        assert_eq!(
            (&entry["state"], &entry["conversion"]["uid"]),
            (&json!("waiting"), &json!("1"))
        );
        for _ in 0..2 {
            assert_eq!(relay.post(V2, &conversion("1")).both(), (202, before()));
        }
        let advocate = json!({ "advocate_slug": "ada", "email": "Jane@Example.com", "gr_id": "g" });
        let response = relay.post(V2, &advocate);
        assert_eq!(response.both(), (202, new()));
        assert!(response.head.contains("\nreditus-relay: "), "{response:?}");
        assert!(response.head.contains("\ncontent-type: application/json"), "{response:?}");
        let listed = place.json(&["outbox", "list", "--customers"]);
        assert_eq!(listed["conversions"][1]["conversion"], advocate);
        assert_eq!(listed["conversions"].as_array().unwrap().len(), 2);
    });
}

/// Every problem of a request, as `field problem`.
fn problems(relay: &Relay, path: &str, body: &Value) -> Vec<String> {
    let response = relay.post(path, body);
    assert_eq!(response.status, 400, "{response:?}");
    let json = response.json();
    assert!(!json["error"].as_str().unwrap().is_empty());
    let Some(problems) = json["problems"].as_array() else { return Vec::new() };
    let text = |problem: &Value, key: &str| problem[key].as_str().unwrap().to_owned();
    problems.iter().map(|it| format!("{} {}", text(it, "field"), text(it, "problem"))).collect()
}

#[test]
fn an_invalid_conversion_gets_every_problem_at_once_and_is_not_stored() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let long = "x".repeat(4097);
    let cases = [
        (V2, json!({}), vec!["affiliate_slug is missing", "email is missing"]),
        (V2, json!({ "affiliate_slug": "john" }), vec!["email is missing"]),
        (V2, json!({ "email": "jane@example.com" }), vec!["affiliate_slug is missing"]),
        (
            V2,
            json!({ "affiliate_slug": "john", "advocate_slug": "ada", "uid": "1" }),
            vec!["advocate_slug is there as well"],
        ),
        (
            V2,
            json!({ "affiliate_slug": "", "email": " ", "uid": "a\u{0}b", "gr_id": long }),
            vec![
                "affiliate_slug is empty",
                "email is only white space",
                "uid contains a control character",
                "gr_id is 4097 bytes long",
            ],
        ),
        (
            V2,
            json!({ "affiliate_slug": null, "email": 7, "uid": "", "gr_id": ["x"] }),
            vec!["affiliate_slug is not a string", "email is not", "gr_id is not", "uid is empty"],
        ),
        (V1, json!({}), vec!["email is missing", "gr_id is missing"]),
        (
            V1,
            json!({ "email": "", "gr_id": "a:b" }),
            vec!["gr_id cannot be reported", "email is empty"],
        ),
        (
            V1,
            json!({ "email": "j@example.com", "gr_id": ":3f0c:::::::::" }),
            vec!["gr_id cannot be reported: the click names nobody"],
        ),
        (V1, json!({ "uid": "7" }), vec!["email is missing", "pk is missing"]),
        (V1, json!({ "email": " ", "pk": "p" }), vec!["uid is missing", "email is only"]),
        (
            V1,
            json!({ "email": "j@example.com", "pk": "p\n", "uid": 7 }),
            vec!["uid is not a string"],
        ),
        (
            V1,
            json!({ "email": "j@example.com", "pk": "p\u{0}", "uid": "7" }),
            vec!["pk contains a control character"],
        ),
        (CLICK, json!({}), vec!["cookie is missing", "email is missing"]),
        (CLICK, json!({ "cookie": "", "uid": "\n" }), vec!["uid is only white space"]),
    ];
    for (path, body, expected) in cases {
        let found = problems(&relay, path, &body);
        assert_eq!(found.len(), expected.len(), "{path} {found:?}");
        for problem in expected {
            assert!(found.iter().any(|found| found.starts_with(problem)), "{problem}: {found:?}");
        }
    }
    for body in [json!([]), json!("text"), json!(null)] {
        assert!(problems(&relay, V2, &body).is_empty());
    }
    assert_eq!(place.json(&["outbox", "list"])["conversions"], json!([]));
}

#[test]
fn a_v1_conversion_is_stored_as_v2_has_it_if_its_click_names_a_slug() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let click = ":3f0c:::::ada::::referral";
    let body =
        json!({ "email": "jane@example.com", "gr_id": click, "pk": "p", "uid": "affiliate" });
    assert_eq!(relay.post(V1, &body).both(), (202, new()));
    let listed = place.json(&["outbox", "list", "--customers"]);
    let expected = json!({ "advocate_slug": "ada", "email": "jane@example.com", "gr_id": click });
    assert_eq!(listed["conversions"][0]["conversion"], expected);
}

#[test]
fn what_was_promised_survives_a_kill() {
    in_each_place(|place| {
        let promised = std::sync::Mutex::new(HashSet::new());
        for round in 0..4 {
            let relay = Relay::storing(&place);
            let next = AtomicU32::new(0);
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        loop {
                            let uid = format!("{round}-{}", next.fetch_add(1, Relaxed));
                            if !kept(&relay, &uid) {
                                return;
                            }
                            promised.lock().unwrap().insert(uid);
                        }
                    });
                }
                wait_for(|| promised.lock().unwrap().len() > 20 * (round + 1));
                let pid = relay.child.id().to_string();
                std::process::Command::new("kill").args(["-KILL", &pid]).status().unwrap();
            });
        }
        let promised = promised.into_inner().unwrap();
        let listed = place.json(&["outbox", "list", "--customers", "--limit", "100000"]);
        let stored = listed["conversions"].as_array().unwrap();
        let stored: HashSet<_> =
            stored.iter().map(|entry| entry["conversion"]["uid"].as_str().unwrap()).collect();
        let lost = promised.iter().filter(|uid| !stored.contains(uid.as_str())).count();
        assert_eq!(lost, 0, "of {}", promised.len());
        assert!(promised.len() > 80 && stored.len() <= promised.len() + 4 * 8);
    });
}

/// Whether the relay promised to keep this one; false if it was killed.
fn kept(relay: &Relay, uid: &str) -> bool {
    let body = conversion(uid).to_string();
    let request = format!(
        "POST {V2} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let Ok(mut stream) = std::net::TcpStream::connect(relay.addr()) else { return false };
    let sent = std::io::Write::write_all(&mut stream, request.as_bytes());
    sent.is_ok() && super::wire::receive(&mut stream).is_some_and(|it| it.status == 202)
}

#[test]
fn a_database_that_fails_is_a_503_and_the_conversion_can_be_sent_again() {
    in_each_place(|place| {
        let relay = Relay::storing(&place);
        let entries = place.entries().to_owned();
        place.execute(&format!("ALTER TABLE {entries} RENAME TO gone"));
        let (status, body) = relay.post(V2, &conversion("1")).both();
        assert_eq!(status, 503);
        assert!(body["error"].as_str().unwrap().ends_with("send it again"), "{body}");
        let gone = if place.is_sqlite() { "gone" } else { "reditus_outbox.gone" };
        place.execute(&format!(
            "ALTER TABLE {gone} RENAME TO {}",
            entries.rsplit('.').next().unwrap()
        ));
        assert_eq!(relay.post(V2, &conversion("1")).both(), (202, new()));
    });
}

#[test]
fn the_client_says_that_it_was_pointed_at_a_relay() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let sandbox: Sandbox = start(Sandbox::builder());
    let track = |base_url: &str| {
        let mut command = crate::command::reditus(&["track", "--affiliate", "john", "--uid", "1"]);
        run(command.env("REDITUS_API_TOKEN", "token").env("REDITUS_BASE_URL", base_url))
    };
    let (code, stdout, stderr) = track(&relay.base_url);
    assert_eq!((code, stdout.as_str()), (3, ""), "{stderr}");
    assert!(stderr.contains("(status 202): it comes from a reditus relay"), "{stderr}");
    assert!(stderr.contains("it may have been recorded"), "{stderr}");
    // A token that the relay does not know is not the service's opinion on the token.
    let mut other = command(place, &["--deliver=false"]);
    let other = Relay::start(other.env("REDITUS_RELAY_TOKEN", "another"));
    let (code, _, stderr) = track(&other.base_url);
    assert_eq!(code, 1);
    assert!(stderr.contains("(status 401): it comes from a reditus relay"), "{stderr}");
    assert_eq!(track(&sandbox.base_url()).0, 0);
}

#[test]
fn many_at_once_are_each_stored_once() {
    in_each_place(|place| {
        let relay = Relay::storing(&place);
        let new_ones = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for uid in 0..25 {
                        let (status, body) = relay.post(V2, &conversion(&uid.to_string())).both();
                        assert_eq!(status, 202);
                        new_ones.fetch_add(u32::from(body == new()), Relaxed);
                    }
                });
            }
        });
        assert_eq!(new_ones.into_inner(), 25);
        assert_eq!(place.json(&["outbox", "status"])["waiting"], 25);
    });
}

#[test]
fn one_that_the_database_refuses_fails_none_of_those_stored_with_it() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    place.execute(
        "CREATE TRIGGER refuses BEFORE INSERT ON reditus_outbox_entries
         WHEN NEW.body LIKE '%refused-%' BEGIN SELECT RAISE(ABORT, 'refused'); END",
    );
    for round in 0..4 {
        thread::scope(|scope| {
            for number in 0..16 {
                let relay = &relay;
                scope.spawn(move || {
                    let name = if number % 8 == 0 { "refused" } else { "good" };
                    let uid = format!("{name}-{round}-{number}");
                    let expected = if name == "good" { 202 } else { 503 };
                    assert_eq!(relay.post(V2, &conversion(&uid)).status, expected, "{uid}");
                });
            }
        });
    }
    assert_eq!(place.json(&["outbox", "status"])["waiting"], 4 * 14);
}
