//! Nothing that the relay prints or logs shows who a customer is, or a token.

use reditus_sandbox::{Fault, Sandbox};
use serde_json::json;

use super::{CLICK, Relay, V1, V2, command};
use crate::{
    command::{start, wait_for},
    outbox::in_each_place,
};

#[test]
fn no_output_shows_a_customer_a_click_or_a_token() {
    in_each_place(|place| {
        let sandbox = start(Sandbox::builder());
        let said = Fault::response(400).body(r#"{"error":"m4rker@example.com m4rker-uid"}"#);
        sandbox.faults().script([said]);
        let mut command = command(&place, &["--rate", "off", "--base-url", &sandbox.base_url()]);
        command.env("REDITUS_API_TOKEN", "m4rker-api").env("RUST_LOG", "trace");
        command.env("REDITUS_RELAY_TOKEN", "m4rker-relay");
        let mut relay = Relay::start(&mut command);
        let good = "authorization: Bearer m4rker-relay\r\n";
        let mut seen = Vec::new();
        let mut post = |path, body: serde_json::Value, header| {
            let response = relay.post_with(path, &body, header);
            seen.push(response.status);
            assert!(!response.text.contains("m4rker"), "{response:?}");
        };
        let customer = json!({ "email": "m4rker@example.com", "uid": "m4rker-uid" });
        let with = |more: serde_json::Value| {
            let mut body = customer.clone();
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        post(V2, with(json!({ "affiliate_slug": "m4rker" })), good);
        post(V2, with(json!({ "affiliate_slug": "m4rker\u{0}" })), good);
        post(V2, with(json!({})), "authorization: Bearer m4rker-wrong\r\n");
        post(V1, with(json!({ "gr_id": ":m4rker" })), good);
        post(CLICK, with(json!({ "cookie": "_gr_id=m4rker" })), good);
        post("/m4rker", json!({}), good);
        assert_eq!(seen, [202, 400, 401, 400, 200, 404]);
        wait_for(|| sandbox.requests().len() == 1);
        wait_for(|| place.json(&["outbox", "status"])["refused"] == 1);
        let (_, stdout) = relay.stop();
        let log = relay.stderr();
        assert!(log.contains("refused a request") && log.contains("delivering"), "{log}");
        assert!(!(stdout + &log).contains("m4rker"), "{log}");
    });
}
