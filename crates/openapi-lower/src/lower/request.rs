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
            let schema = self.media_schema(&node, &place);
            out.insert(media_type.to_owned(), json!({ "schema": schema }));
        }
        Value::Object(out)
    }

    /// The schema of a media type; `{}`, any value, when there is none.
    pub(super) fn media_schema(&mut self, media: &Node<'a>, place: &Place) -> Value {
        let mut out = json!({});
        for (key, node) in self.fields(media) {
            match key {
                "schema" => out = self.schema(&node, place),
                // `encoding` is for forms, and has no meaning in JSON.
                "example" | "examples" | "encoding" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        out
    }
}
