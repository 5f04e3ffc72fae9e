//! The OpenAPI document that the relay serves.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Relay, V1, V2};
use crate::outbox::places;

fn names(schema: &Value) -> BTreeSet<&str> {
    schema["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn it_describes_the_vendors_operations_with_the_vendors_fields() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let response = relay.get("/openapi.json");
    assert!(response.head.contains("\ncontent-type: application/json"), "{response:?}");
    let document = response.json();
    let specs = [
        (V1, "TrackingV1Request", include_str!("../../../../../specs/tracking-v1.yaml")),
        (V2, "TrackingV2Request", include_str!("../../../../../specs/tracking-v2.yaml")),
    ];
    for (path, name, spec) in specs {
        let vendors: Value = serde_yaml::from_str(spec).unwrap();
        assert!(vendors["paths"][path]["post"].is_object() && document["paths"][path].is_object());
        let schema = |document: &Value| document["components"]["schemas"][name].clone();
        assert_eq!(names(&schema(&document)), names(&schema(&vendors)), "{name}");
        assert!(names(&schema(&document)).len() >= 4);
    }
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(![404, 405].contains(&match path.contains("tracking") {
            true => relay.post(path, &serde_json::json!({})).status,
            false => relay.get(path).status,
        }));
    }
}
