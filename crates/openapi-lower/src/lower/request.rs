//! The body of a request.

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::node::Node;
use crate::schema::Place;

impl<'a> Lowering<'a> {
    pub(super) fn request_body(&mut self, body: &Node<'a>, operation: &str) -> Option<Value> {
        let body = self.resolve(body, "requestBodies")?;
        let mut out = Map::new();
        for (key, node) in self.fields(&body) {
            match key {
                "description" => self.keep_text(&mut out, key, &node),
                "required" => drop(out.insert(key.to_owned(), Value::Bool(true))),
                "content" => {
                    out.insert(key.to_owned(), self.request_content(&node, operation));
                }
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        if body.get("required").map(|required| required.value) != Some(&Value::Bool(true)) {
            self.refuse(
                &body.at,
                "the body may be left out, and generated code always sends one",
                "add `required: true` in the overlay if it always is there",
            );
        }
        if body.get("content").is_none() {
            self.missing("content", &body);
        }
        Some(Value::Object(out))
    }

    fn request_content(&mut self, content: &Node<'a>, operation: &str) -> Value {
        let mut out = Map::new();
        let media_types = self.fields(content);
        if media_types.is_empty() {
            self.missing("application/json", content);
        }
        for (media_type, node) in media_types {
            if media_type != "application/json" {
                let what = format!("a body of `{media_type}` is not supported yet");
                self.refuse(&node.at, what, "leave only `application/json` in the overlay");
                continue;
            }
            let place = Place::inline(&format!("{operation}_body"), false);
            let schema = self.media_type(&node).map(|schema| self.schema(&schema, &place));
            out.insert(media_type.to_owned(), json!({ "schema": schema.unwrap_or(json!({})) }));
        }
        Value::Object(out)
    }

    /// The schema of a media type; none stands for any value.
    pub(super) fn media_type(&mut self, media_type: &Node<'a>) -> Option<Node<'a>> {
        for (key, node) in self.fields(media_type) {
            match key {
                // `encoding` is for forms, and has no meaning in JSON.
                "schema" | "example" | "examples" | "encoding" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        media_type.get("schema")
    }
}
