use std::time::Duration;

use reditus_sandbox::{Fault, RateLimit, Sandbox};
use serde_json::json;

use crate::caller::{V1, V2, post, raw, send, wire};

#[tokio::test]
async fn over_the_limit_nothing_is_recorded_until_the_window_ends() {
    let window = Duration::from_secs(2);
    let sandbox = Sandbox::builder().rate_limit(RateLimit::new(3, window)).start().await.unwrap();
    let jane = |uid: i32| json!({"affiliate_slug": "john", "uid": uid.to_string()});

    let v1 = json!({"email": "jane@example.com", "gr_id": "click"});
    assert_eq!(post(&sandbox, V1, &v1).await.0, 201);
    assert_eq!(post(&sandbox, V2, &jane(1)).await.0, 201);
    assert_eq!(post(&sandbox, V2, &json!({})).await.0, 400, "which counts as a request");

    let refused = send(&sandbox, V2, &jane(2)).await.unwrap();
    assert_eq!(refused.status(), 429);
    assert!(["1", "2"].contains(&refused.headers()["retry-after"].to_str().unwrap()));
    assert!(refused.text().await.unwrap().starts_with(r#"{"error":"#));
    assert_eq!(sandbox.ledger().len(), 2);

    tokio::time::sleep(window).await;
    assert_eq!(post(&sandbox, V2, &jane(2)).await.0, 201);
}

#[tokio::test]
async fn only_what_reaches_the_service_counts_against_the_limit() {
    let limit = RateLimit::new(1, Duration::from_secs(60)).silent();
    let sandbox = Sandbox::builder().rate_limit(limit).start().await.unwrap();
    sandbox.faults().script([Fault::healthy(), Fault::response(503)]);
    let unauthorized = raw(sandbox.addr(), wire("POST", V2, &[], b"{}")).await.unwrap();
    assert!(unauthorized.starts_with("HTTP/1.1 401 "));

    let jane = json!({"affiliate_slug": "john", "uid": "1"});
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let response = send(&sandbox, V2, &jane).await.unwrap();
        assert!(!response.headers().contains_key("retry-after"));
        statuses.push(response.status().as_u16());
    }
    assert_eq!(statuses, [503, 201, 429]);
}

#[tokio::test]
async fn the_documented_limit_is_a_hundred_requests_in_five_minutes() {
    let sandbox = Sandbox::builder().rate_limit(RateLimit::documented()).start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for request in 1..=101 {
        let url = format!("{}{V2}", sandbox.base_url());
        let response = client.post(url).bearer_auth("token").json(&json!({})).send().await.unwrap();
        assert_eq!(response.status(), if request > 100 { 429 } else { 400 }, "{request}");
        if request > 100 {
            let wait: u32 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((240..=300).contains(&wait), "{wait}");
        }
    }
}
