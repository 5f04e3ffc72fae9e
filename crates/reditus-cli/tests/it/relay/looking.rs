//! Health, status and metrics.

use serde_json::json;

use super::{Relay, V2, conversion};
use crate::outbox::in_each_place;

#[test]
fn health_status_and_metrics_say_how_it_is_doing() {
    in_each_place(|place| {
        let relay = Relay::storing(&place);
        assert_eq!(relay.get("/health").both(), (200, json!({ "alive": true, "ready": true })));
        for uid in ["1", "2", "2"] {
            relay.post(V2, &conversion(uid));
        }
        relay.post(V2, &json!({}));
        let status = relay.get("/status").json();
        let mut printed = place.json(&["outbox", "status"]);
        assert_eq!((&status["waiting"], &status["deliver"]), (&json!(2), &json!(false)));
        assert!(status["oldest_seconds"].is_u64());
        printed["oldest_seconds"] = status["oldest_seconds"].clone();
        printed["deliver"] = json!(false);
        assert_eq!(status, printed, "it is what `reditus outbox status` prints");

        let metrics = relay.get("/metrics");
        assert!(metrics.head.contains("\ncontent-type: text/plain; version=0.0.4"), "{metrics:?}");
        let lines: Vec<_> = metrics.text.lines().collect();
        for line in [
            "# TYPE reditus_relay_responses_total counter",
            "reditus_relay_responses_total{status=\"202\"} 3",
            "reditus_relay_responses_total{status=\"400\"} 1",
            "reditus_relay_stored_total{stored=\"before\"} 1",
            "reditus_relay_stored_total{stored=\"new\"} 2",
            "# TYPE reditus_outbox_entries gauge",
            "reditus_outbox_entries{state=\"waiting\"} 2",
            "reditus_outbox_paused 0",
            "reditus_outbox_up 1",
        ] {
            assert!(lines.contains(&line), "{line}: {}", metrics.text);
        }
        let oldest = lines.iter().find(|line| line.starts_with("reditus_outbox_oldest_seconds "));
        assert!(oldest.unwrap().rsplit(' ').next().unwrap().parse::<f64>().unwrap() >= 0.0);

        place.execute(&format!("ALTER TABLE {} RENAME TO gone", place.entries()));
        let (code, health) = relay.get("/health").both();
        assert_eq!((code, &health["alive"], &health["ready"]), (503, &json!(true), &json!(false)));
        assert_eq!(relay.get("/health/alive").both(), (200, json!({ "alive": true })));
        assert_eq!(relay.get("/status").status, 503);
        assert!(relay.get("/metrics").text.contains("\nreditus_outbox_up 0\n"));
    });
}
