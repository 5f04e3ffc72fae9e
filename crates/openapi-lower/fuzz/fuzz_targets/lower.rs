//! Any text that is YAML is lowered or refused: no panic, no hang, no stack overflow.
//!
//! ```text
//! cargo +nightly fuzz run lower --fuzz-dir crates/openapi-lower/fuzz
//! ```

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_lower::{Document, lower};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let Ok(mut value) = serde_yaml::from_str::<Value>(text) else { return };
    // Input that is not a document becomes the parts of one.
    if value.get("openapi").is_none() {
        let schema = json!({ "$ref": "#/components/schemas/a" });
        let content = json!({ "application/json": { "schema": schema } });
        value = json!({
            "openapi": "3.1.0",
            "info": { "title": "", "version": "" },
            "paths": { "/a": { "post": {
                "requestBody": { "required": true, "content": content },
                "responses": { "200": { "content": content } },
            } }, "/b": { "get": value.clone() } },
            "components": { "schemas": value },
        });
    }
    if let Ok(lowered) = lower(&Document::new("fuzz.yaml", value)) {
        lowered.openapi().unwrap();
    }
});
