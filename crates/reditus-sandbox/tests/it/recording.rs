use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use reditus_sandbox::{Entry, Referrer, Sandbox, Version};
use serde_json::json;
use tokio::task::JoinSet;

use crate::caller::{V1, V2, post};

#[tokio::test]
async fn a_conversion_is_recorded_and_the_response_is_as_documented() {
    let before = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let sandbox = Sandbox::start().await.unwrap();
    let conversion = json!({
        "affiliate_slug": "john", "email": "jane@example.com", "uid": "42", "gr_id": "click",
    });
    let (status, body) = post(&sandbox, V2, &conversion).await;

    let [entry] = &sandbox.ledger()[..] else { panic!("one entry") };
    assert_eq!(status, 201);
    let at = entry.recorded_at;
    assert_eq!(
        body,
        json!({ "data": { "id": entry.id, "type": "referral", "attributes": {
            "email": "jane@example.com", "uid": "42", "state": "converted",
            "state_set_at": at, "created_at": at, "updated_at": at,
        }}})
    );
    assert!((before..before + 60).contains(&at), "unix seconds");
    assert_eq!(entry.id.len(), 36);
    assert_eq!(entry.version, Version::V2);
    assert_eq!(entry.referrer, Referrer::Affiliate { slug: "john".to_owned() });
    assert_eq!(entry.referrer.slug(), Some("john"));
    assert_eq!(entry.email.as_deref(), Some("jane@example.com"));
    assert_eq!(entry.uid.as_deref(), Some("42"));
    assert_eq!(entry.gr_id.as_deref(), Some("click"));
}

#[tokio::test]
async fn fields_that_were_not_sent_are_absent_from_the_response() {
    let sandbox = Sandbox::start().await.unwrap();
    let attributes = |body: &serde_json::Value| {
        let members = body["data"]["attributes"].as_object().unwrap();
        members.keys().filter(|key| *key == "email" || *key == "uid").cloned().collect::<Vec<_>>()
    };
    let cases = [
        (V2, json!({"affiliate_slug": "john", "email": "a@example.com"}), vec!["email"]),
        (V2, json!({"affiliate_slug": "john", "uid": "1"}), vec!["uid"]),
        (V1, json!({"email": "b@example.com", "gr_id": "click"}), vec!["email"]),
        (V1, json!({"email": "c@example.com", "pk": "key", "uid": "9"}), vec!["email"]),
    ];
    for (path, conversion, expected) in cases {
        let (status, body) = post(&sandbox, path, &conversion).await;
        assert_eq!(
            (status, attributes(&body)),
            (201, expected.iter().map(|s| s.to_string()).collect()),
            "{conversion}"
        );
    }
}

#[tokio::test]
async fn a_customer_is_recorded_once() {
    let jane = json!({"affiliate_slug": "john", "email": "jane@example.com", "uid": "42"});
    let cases = [
        (
            "the same again",
            V2,
            json!({"affiliate_slug": "john", "email": "jane@example.com", "uid": "42"}),
            409,
        ),
        (
            "another referrer",
            V2,
            json!({"advocate_slug": "jwe512", "email": "jane@example.com"}),
            409,
        ),
        (
            "the address alone",
            V2,
            json!({"affiliate_slug": "john", "email": "jane@example.com"}),
            409,
        ),
        (
            "the address in capitals",
            V2,
            json!({"affiliate_slug": "john", "email": "JANE@Example.com"}),
            409,
        ),
        ("the id alone", V2, json!({"affiliate_slug": "john", "uid": "42"}), 409),
        (
            "the id with a new address",
            V2,
            json!({"affiliate_slug": "john", "email": "j@example.com", "uid": "42"}),
            409,
        ),
        (
            "the address with a new id",
            V2,
            json!({"affiliate_slug": "john", "email": "jane@example.com", "uid": "43"}),
            409,
        ),
        ("the address in V1", V1, json!({"email": "jane@example.com", "gr_id": "click"}), 409),
        (
            "an affiliate's id in V1",
            V1,
            json!({"email": "new@example.com", "pk": "key", "uid": "42"}),
            201,
        ),
        ("an id in other capitals", V2, json!({"affiliate_slug": "john", "uid": "a"}), 201),
        (
            "another customer",
            V2,
            json!({"affiliate_slug": "john", "email": "other@example.com", "uid": "43"}),
            201,
        ),
    ];
    for (case, path, conversion, expected) in cases {
        let sandbox = Sandbox::start().await.unwrap();
        assert_eq!(post(&sandbox, V2, &jane).await.0, 201);
        let (status, body) = post(&sandbox, path, &conversion).await;
        assert_eq!(status, expected, "{case}");
        if expected == 409 {
            assert_eq!(body, json!({"error": "Referral already exists"}), "{case}");
        }
        assert_eq!(sandbox.ledger().len(), if expected == 201 { 2 } else { 1 }, "{case}");
    }
}

#[tokio::test]
async fn an_affiliates_uid_in_v1_is_not_a_customers_uid() {
    let sandbox = Sandbox::start().await.unwrap();
    let partner = json!({"email": "jane@example.com", "pk": "key", "uid": "42"});
    let customer = json!({"affiliate_slug": "john", "uid": "42"});
    assert_eq!(post(&sandbox, V1, &partner).await.0, 201);
    assert_eq!(post(&sandbox, V2, &customer).await.0, 201);
}

#[tokio::test]
async fn of_two_racing_requests_for_one_customer_one_is_recorded() {
    let sandbox = Sandbox::start().await.unwrap();
    for round in 0..50 {
        let email = format!("{round}@example.com");
        let v2 = json!({"affiliate_slug": "john", "email": email});
        let v1 = json!({"email": email, "gr_id": "click"});
        let (a, b) = if round % 2 == 0 {
            tokio::join!(post(&sandbox, V2, &v2), post(&sandbox, V2, &v2))
        } else {
            tokio::join!(post(&sandbox, V2, &v2), post(&sandbox, V1, &v1))
        };
        let mut statuses = [a.0, b.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(sandbox.ledger().len(), round + 1);
    }
}

#[tokio::test]
async fn many_concurrent_callers_all_get_a_response() {
    let sandbox = Arc::new(Sandbox::start().await.unwrap());
    let mut callers = JoinSet::new();
    for caller in 0..300 {
        let sandbox = Arc::clone(&sandbox);
        let conversion = json!({"affiliate_slug": "john", "uid": (caller % 100).to_string()});
        callers.spawn(async move { post(&sandbox, V2, &conversion).await.0 });
    }
    let mut statuses = callers.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201; 100], vec![409; 200]].concat());
    assert_eq!(sandbox.ledger().len(), 100);
    assert_eq!(sandbox.requests().iter().filter(|request| request.recorded()).count(), 100);
}

#[tokio::test]
async fn another_process_reads_the_ledger_as_json() {
    let sandbox = Sandbox::start().await.unwrap();
    for (path, conversion) in [
        (V2, json!({"affiliate_slug": "john", "email": "a@example.com"})),
        (V2, json!({"advocate_slug": "jwe512", "uid": "1"})),
        (V1, json!({"email": "b@example.com", "gr_id": "click"})),
        (V1, json!({"email": "c@example.com", "pk": "key", "uid": "9"})),
    ] {
        assert_eq!(post(&sandbox, path, &conversion).await.0, 201);
    }
    let url = format!("{}/__sandbox/ledger", sandbox.base_url());
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert_eq!(serde_json::from_str::<Vec<Entry>>(&text).unwrap(), sandbox.ledger());

    let entries: serde_json::Value = serde_json::from_str(&text).unwrap();
    let referrers: Vec<_> =
        entries.as_array().unwrap().iter().map(|entry| &entry["referrer"]).collect();
    assert_eq!(
        referrers,
        [
            &json!({"kind": "affiliate", "slug": "john"}),
            &json!({"kind": "advocate", "slug": "jwe512"}),
            &json!({"kind": "click"}),
            &json!({"kind": "partner", "pk": "key", "uid": "9"}),
        ]
    );
    assert_eq!(entries[0].get("uid"), None);
    assert_eq!(entries[0]["version"], "v2");
}

#[tokio::test]
async fn every_request_is_in_the_journal() {
    let sandbox = Sandbox::start().await.unwrap();
    let jane = json!({"affiliate_slug": "john", "email": "jane@example.com"});
    for path in [V2, V2, V1, "/elsewhere"] {
        post(&sandbox, path, &jane).await;
    }
    let seen: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| (request.version(), request.recorded(), request.status()))
        .collect();
    assert_eq!(
        seen,
        [
            (Some(Version::V2), true, Some(201)),
            (Some(Version::V2), false, Some(409)),
            (Some(Version::V1), false, Some(400)),
            (None, false, Some(404)),
        ]
    );
    assert!(sandbox.requests().is_sorted_by_key(|request| request.arrived()));
}
