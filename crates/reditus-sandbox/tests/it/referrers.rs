use reditus_sandbox::{Referrer, Sandbox};
use serde_json::json;

use crate::caller::{V1, V2, post};

#[tokio::test]
async fn only_the_listed_referrers_exist() {
    let sandbox =
        Sandbox::builder().affiliates(["john"]).advocates(["jwe512"]).start().await.unwrap();
    let cases = [
        (V2, json!({"affiliate_slug": "john", "uid": "1"}), 201),
        (V2, json!({"advocate_slug": "jwe512", "uid": "2"}), 201),
        (V2, json!({"affiliate_slug": "jwe512", "uid": "3"}), 400),
        (V2, json!({"advocate_slug": "john", "uid": "4"}), 400),
        (V2, json!({"affiliate_slug": "John", "uid": "5"}), 400),
        // An advocate is checked only if no affiliate is named.
        (V2, json!({"affiliate_slug": "john", "advocate_slug": "nobody", "uid": "6"}), 201),
        (V2, json!({"affiliate_slug": "nobody", "advocate_slug": "jwe512", "uid": "7"}), 400),
        (V2, json!({"affiliate_slug": "", "advocate_slug": "jwe512", "uid": "8"}), 201),
        // The lists hold slugs, and V1 has none.
        (V1, json!({"email": "jane@example.com", "gr_id": "click"}), 201),
        (V1, json!({"email": "john@example.com", "pk": "key", "uid": "9"}), 201),
    ];
    for (path, conversion, expected) in cases {
        let (status, body) = post(&sandbox, path, &conversion).await;
        assert_eq!(status, expected, "{conversion}");
        if expected == 400 {
            assert_eq!(body, json!({"error": "Invalid affiliate slug"}));
        }
    }
}

#[tokio::test]
async fn every_referrer_exists_unless_there_is_a_list() {
    let sandbox = Sandbox::builder().affiliates(["john"]).start().await.unwrap();
    let anyone = json!({"advocate_slug": "anyone", "uid": "1"});
    assert_eq!(post(&sandbox, V2, &anyone).await.0, 201);

    let sandbox = Sandbox::builder().affiliates::<String>([]).start().await.unwrap();
    let anyone = json!({"affiliate_slug": "anyone", "uid": "1"});
    assert_eq!(post(&sandbox, V2, &anyone).await.0, 400, "with an empty list, no slug exists");
}

#[tokio::test]
async fn an_affiliate_precedes_an_advocate_and_a_click_precedes_a_partner() {
    let sandbox = Sandbox::start().await.unwrap();
    let both = json!({"affiliate_slug": "john", "advocate_slug": "jwe512", "uid": "1"});
    let all = json!({"email": "jane@example.com", "gr_id": "click", "pk": "key", "uid": "9"});
    post(&sandbox, V2, &both).await;
    post(&sandbox, V1, &all).await;
    let referrers: Vec<_> = sandbox.ledger().into_iter().map(|entry| entry.referrer).collect();
    assert_eq!(referrers, [Referrer::Affiliate { slug: "john".to_owned() }, Referrer::Click]);
}
