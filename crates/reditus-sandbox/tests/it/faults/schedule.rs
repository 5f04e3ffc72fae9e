use reditus_sandbox::{Fault, Referrer, Sandbox};
use serde_json::json;

use crate::caller::{V2, post, send};

#[tokio::test]
async fn each_request_to_an_operation_takes_one_fault_of_the_script() {
    let sandbox = Sandbox::start().await.unwrap();
    let faults = sandbox.faults();
    faults.script([Fault::response(500), Fault::healthy()]);
    faults.script([Fault::response(502)]);
    assert_eq!(faults.remaining(), 3);
    assert_eq!(format!("{faults:?}"), "Faults { remaining: 3, .. }");

    let jane = |uid: &str| json!({"affiliate_slug": "john", "uid": uid});
    let mut statuses = Vec::new();
    // The second takes none: its path does not exist.
    for (path, uid) in [(V2, "1"), ("/v3", "2"), (V2, "3"), (V2, "4"), (V2, "5")] {
        statuses.push(send(&sandbox, path, &jane(uid)).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [500, 404, 201, 502, 201]);

    faults.always(Fault::response(503));
    faults.script([Fault::response(500)]);
    statuses.clear();
    for uid in ["6", "7", "8"] {
        statuses.push(send(&sandbox, V2, &jane(uid)).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [500, 503, 503]);

    faults.clear();
    assert_eq!(post(&sandbox, V2, &jane("9")).await.0, 201);
}

#[tokio::test]
async fn a_standing_refusal_lasts_until_the_faults_are_cleared() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = || {
        let url = format!("{}{V2}", sandbox.base_url());
        client.post(url).bearer_auth("token").json(&json!({"affiliate_slug": "john", "uid": "1"}))
    };
    assert_eq!(call().send().await.unwrap().status(), 201);
    sandbox.faults().always(Fault::refuse());
    for _ in 0..3 {
        call().send().await.unwrap_err();
    }
    sandbox.faults().clear();
    assert_eq!(call().send().await.unwrap().status(), 409);
    assert_eq!(sandbox.ledger()[0].referrer, Referrer::Affiliate { slug: "john".to_owned() });
}
