use std::{sync::Arc, time::Duration};

use reditus_sandbox::{Fault, Sandbox};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::caller::{V1, V2, post, send};

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn wait_for_returns_once_as_many_conversions_are_recorded() {
    let sandbox = Arc::new(Sandbox::start().await.unwrap());
    assert_eq!(timeout(SOON, sandbox.wait_for(0)).await.unwrap(), []);

    let waiting = {
        let sandbox = Arc::clone(&sandbox);
        tokio::spawn(async move { sandbox.wait_for(2).await })
    };
    for (uid, expected) in [("1", 201), ("1", 409), ("2", 201)] {
        assert!(!waiting.is_finished(), "one is recorded, two are awaited");
        let body = json!({"affiliate_slug": "john", "uid": uid});
        assert_eq!(post(&sandbox, V2, &body).await.0, expected);
        sleep(Duration::from_millis(20)).await;
    }
    let ledger = timeout(SOON, waiting).await.unwrap().unwrap();
    assert_eq!(ledger, sandbox.ledger());
    assert_eq!(ledger.len(), 2);
    let more = timeout(Duration::from_millis(100), sandbox.wait_for(3)).await;
    assert!(more.is_err(), "the third never arrives");
}

#[tokio::test]
async fn each_finished_request_is_a_line_that_identifies_no_customer() {
    let sandbox = Sandbox::builder().affiliates(["john", "\u{1b}[2J"]).start().await.unwrap();
    let mut arrivals = sandbox.arrivals();
    let none = timeout(Duration::from_millis(50), arrivals.next()).await;
    assert!(none.is_err(), "nothing has arrived");

    let email = "jane@example.com";
    let cases = [
        (
            V2,
            json!({"affiliate_slug": "john", "email": email, "uid": "u-42"}),
            None,
            r#"v2, 201, recorded, affiliate "john", email and uid"#,
        ),
        (
            V2,
            json!({"affiliate_slug": "john", "email": email}),
            None,
            r#"v2, 409, Referral already exists, affiliate "john", email"#,
        ),
        (
            V2,
            json!({"affiliate_slug": "jon", "uid": "u-43"}),
            None,
            r#"v2, 400, Invalid affiliate slug, affiliate "jon", uid"#,
        ),
        (
            V2,
            json!({"advocate_slug": "ada", "uid": "u-44"}),
            Some(Fault::reset().recorded(true)),
            r#"v2, no response, recorded, fault reset-recorded, advocate "ada", uid"#,
        ),
        (
            V2,
            json!({"affiliate_slug": "\u{1b}[2J", "uid": "u-45"}),
            Some(Fault::response(503)),
            r#"v2, 503, fault 503, affiliate "\u{1b}[2J", uid"#,
        ),
        (
            V1,
            json!({"email": "ann@example.com", "gr_id": "click"}),
            Some(Fault::edge_page(502)),
            "v1, 502, fault edge-502, a click, email",
        ),
        (
            V2,
            json!({"affiliate_slug": 1}),
            None,
            "v2, 400, Invalid request: affiliate_slug must be a string, no referrer, no customer",
        ),
        ("/api/v2", json!({}), None, "POST /api/v2, 404, Not found"),
    ];
    let count = cases.len();
    for (path, body, fault, expected) in cases {
        sandbox.faults().script(fault);
        let _ = send(&sandbox, path, &body).await;
        let request = timeout(SOON, arrivals.next()).await.unwrap();
        assert_eq!(request.to_string(), expected);
        for secret in ["jane", "ann@", "u-4", "click\"", "token"] {
            assert!(!format!("{request:?}").contains(secret), "{request:?}");
        }
    }
    // A reader that starts late gets all of them.
    let mut late = sandbox.arrivals();
    for _ in 0..count {
        timeout(SOON, late.next()).await.unwrap();
    }
    assert_eq!(format!("{late:?}"), "Arrivals { .. }");
}

#[tokio::test]
async fn a_request_is_finished_when_its_caller_leaves() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut arrivals = sandbox.arrivals();
    let hour = Duration::from_secs(3600);
    for fault in [Fault::delay(hour), Fault::slow_recording(hour)] {
        sandbox.faults().script([fault]);
        let body = json!({"affiliate_slug": "john", "uid": "1"});
        let left = timeout(Duration::from_millis(200), send(&sandbox, V2, &body)).await;
        assert!(left.is_err(), "the caller gives up");
        let request = timeout(SOON, arrivals.next()).await.unwrap();
        assert_eq!(request.status(), None);
    }
}
