//! The page at `/` and what it calls, without a browser.

mod guard;

use std::time::Duration;

use reditus_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::caller::{V2, post, send};

pub(crate) async fn control(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/__sandbox/{path}", sandbox.base_url());
    let request = client.request(method.parse().unwrap(), url);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Reads server-sent events one by one.
struct Events {
    response: reqwest::Response,
    read: String,
}

impl Events {
    async fn open(sandbox: &Sandbox) -> Self {
        let url = format!("{}/__sandbox/events", sandbox.base_url());
        let response = reqwest::get(url).await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, read: String::new() }
    }

    async fn next(&mut self) -> Value {
        let wait = Duration::from_secs(5);
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let event = serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap();
                self.read = rest.to_owned();
                return event;
            }
            let chunk = tokio::time::timeout(wait, self.response.chunk()).await.unwrap();
            self.read.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
        }
    }

    /// The next event with at least this many recorded conversions.
    async fn until(&mut self, recorded: u64) -> Value {
        loop {
            let event = self.next().await;
            if event["recorded"].as_u64() >= Some(recorded) {
                return event;
            }
        }
    }
}

#[tokio::test]
async fn the_page_is_one_document_that_loads_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    for (path, content_type, start) in [
        ("/", "text/html; charset=utf-8", "<!DOCTYPE html>"),
        ("/script.js", "text/javascript; charset=utf-8", "//"),
    ] {
        let response = reqwest::get(format!("{}{path}", sandbox.base_url())).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], content_type);
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; connect-src 'self'; "), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        let text = response.text().await.unwrap();
        assert!(text.starts_with(start));
        assert!(!text.contains("innerHTML") && !text.contains("document.write"));
    }
    assert_eq!(sandbox.requests(), [], "the page is not a request to the service");
}

#[tokio::test]
async fn the_page_learns_of_requests_as_they_arrive() {
    let sandbox = Sandbox::start().await.unwrap();
    let jane = json!({"affiliate_slug": "john", "email": "jane@example.com", "gr_id": "click"});
    post(&sandbox, V2, &jane).await;

    let mut events = Events::open(&sandbox).await;
    let first = events.next().await;
    assert_eq!((&first["reset"], &first["recorded"]), (&json!(true), &json!(1)));
    assert_eq!(first["rows"][0]["sent"]["email"], "jane@example.com");
    assert_eq!(first["rows"][0]["sent"]["uid"], Value::Null);
    assert_eq!(first["entries"][0]["referrer"], json!({"kind": "affiliate", "slug": "john"}));

    sandbox.faults().script([Fault::reset().recorded(true)]);
    let _ = send(&sandbox, V2, &json!({"advocate_slug": "ada", "uid": "2"})).await;
    let news = events.until(2).await;
    assert_eq!(news["reset"], false);
    assert_eq!(news["rows"].as_array().unwrap().len(), 1, "only what is new: {news}");
    let row = &news["rows"][0];
    assert_eq!((&row["number"], &row["fault"]), (&json!(1), &json!("reset-recorded")));
    assert_eq!((&row["recorded"], &row["status"]), (&json!(true), &Value::Null));
    assert_eq!(news["entries"].as_array().unwrap().len(), 1);

    assert_eq!(control(&sandbox, "DELETE", "records", None).await.0, 204);
    loop {
        let news = events.next().await;
        if news["reset"] == true {
            assert_eq!((&news["recorded"], &news["rows"]), (&json!(0), &json!([])));
            break;
        }
    }
    assert_eq!((sandbox.ledger().len(), sandbox.requests().len()), (0, 0));
    assert_eq!(post(&sandbox, V2, &jane).await.0, 201, "the customer is new again");
    let news = events.until(1).await;
    assert_eq!(news["rows"][0]["number"], 2, "numbers are not used twice");
}

#[tokio::test]
async fn under_load_the_page_gets_the_latest_requests_and_true_counts() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut events = Events::open(&sandbox).await;
    events.next().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for uid in 0..500 {
        let url = format!("{}{V2}", sandbox.base_url());
        let body = json!({"affiliate_slug": "john", "uid": uid.to_string()});
        client.post(url).bearer_auth("token").json(&body).send().await.unwrap();
    }
    let news = events.until(500).await;
    assert_eq!(news["requests"], 500);
    assert!(news["rows"].as_array().unwrap().len() <= 200);

    let mut late = Events::open(&sandbox).await;
    let first = late.next().await;
    assert_eq!(first["rows"].as_array().unwrap().len(), 200);
    assert_eq!(first["rows"][199]["number"], 499);
    assert_eq!(first["entries"].as_array().unwrap().len(), 200);
}

#[tokio::test]
async fn faults_strike_the_next_request_or_every_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let strike = |fault: &str, strikes: &str| json!({"fault": fault, "strikes": strikes});
    for (fault, strikes) in [("edge-502", "next"), ("429", "every")] {
        let body = Some(strike(fault, strikes));
        assert_eq!(control(&sandbox, "POST", "faults", body).await, (204, String::new()));
    }
    let first = Events::open(&sandbox).await.next().await;
    assert_eq!((&first["script"], &first["always"]), (&json!(["edge-502"]), &json!("429")));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let response = send(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "1"})).await;
        statuses.push(response.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [502, 429, 429]);
    assert_eq!(control(&sandbox, "DELETE", "faults", None).await.0, 204);
    assert_eq!(post(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "1"})).await.0, 201);

    for strikes in ["next", "every"] {
        let body = Some(strike("refuse", strikes));
        assert_eq!(control(&sandbox, "POST", "faults", body).await.0, 400, "it would lock us out");
    }
    let (status, text) = control(&sandbox, "POST", "faults", Some(strike("rest", "next"))).await;
    assert_eq!(status, 400);
    assert!(text.contains("expected a status from 200 to 599, or one of refuse"), "{text}");
    assert_eq!(sandbox.faults().remaining(), 0);
}

#[tokio::test]
async fn settings_hold_from_the_next_request_on() {
    let sandbox = Sandbox::builder().token("old").start().await.unwrap();
    let settings = json!({
        "token": "token", "affiliates": ["john"], "advocates": [],
        "rate_limit": {"requests": 3, "seconds": 60},
    });
    assert_eq!(control(&sandbox, "PUT", "settings", Some(settings.clone())).await.0, 204);
    let first = Events::open(&sandbox).await.next().await;
    assert_eq!(first["settings"], settings);
    for (body, expected) in [
        (json!({"affiliate_slug": "anna", "uid": "1"}), 400),
        (json!({"advocate_slug": "ada", "uid": "1"}), 400),
        (json!({"affiliate_slug": "john", "uid": "1"}), 201),
        (json!({"affiliate_slug": "john", "uid": "2"}), 429),
    ] {
        assert_eq!(post(&sandbox, V2, &body).await.0, expected, "{body}");
    }
    let nothing = json!({});
    assert_eq!(control(&sandbox, "PUT", "settings", Some(nothing)).await.0, 204);
    let anyone = json!({"advocate_slug": "anyone", "uid": "3"});
    assert_eq!(post(&sandbox, V2, &anyone).await.0, 201, "empty settings refuse nothing");

    let (status, _) = control(&sandbox, "PUT", "settings", Some(json!({"tokens": "x"}))).await;
    assert_eq!(status, 400, "an unknown setting is an error");
}
