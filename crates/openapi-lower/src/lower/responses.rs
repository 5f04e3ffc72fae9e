//! The answers of an operation.
//!
//! progenitor has one type for all successes and one for all failures of an operation, decodes a
//! failure as JSON, and loses its status when it is none. So each declared failure becomes bytes,
//! with status and headers kept, and its JSON schema a type of its own, to decode the bytes into.

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::schema::Place;

/// A key of `responses`.
enum Status {
    Success,
    Failure,
    /// `default`, which progenitor would take for a success as well.
    Rest,
    /// 1xx and 3xx, which progenitor has no case for.
    Neither,
    Unknown,
}

impl Status {
    fn of(key: &str) -> Self {
        let [class, rest @ ..] = key.as_bytes() else { return Self::Unknown };
        let number = rest.len() == 2 && rest.iter().all(u8::is_ascii_digit);
        match class {
            _ if key == "default" => Self::Rest,
            _ if !number && rest != b"XX" => Self::Unknown,
            b'2' => Self::Success,
            b'4' | b'5' => Self::Failure,
            b'1' | b'3' => Self::Neither,
            _ => Self::Unknown,
        }
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn responses(&mut self, responses: &Node<'a>, operation: &str) -> Value {
        let mut out = Map::new();
        let mut succeeds = false;
        for (key, node) in self.fields(responses) {
            let name = format!("{operation}_{key}");
            match Status::of(key) {
                _ if key.starts_with("x-") => {}
                Status::Success if succeeds => self.refuse(
                    &node.at,
                    "a second successful answer, and a method returns one type",
                    "remove one of the two in the overlay",
                ),
                Status::Success => {
                    succeeds = true;
                    out.insert(key.to_owned(), self.success(&node, &name));
                }
                Status::Failure => drop(out.insert(key.to_owned(), self.failure(&node, &name))),
                Status::Rest => {
                    let failure = self.failure(&node, &name);
                    for range in
                        ["4XX", "5XX"].iter().filter(|range| responses.get(range).is_none())
                    {
                        out.insert((*range).to_owned(), failure.clone());
                    }
                }
                Status::Neither => {
                    self.relax(&node.at, "not generated: comes as `Error::UnexpectedResponse`");
                }
                Status::Unknown => self.refuse(
                    &node.at,
                    format!("`{key}` is not a status"),
                    "write a code, a range such as `4XX`, or `default`",
                ),
            }
        }
        if !succeeds {
            self.refuse(&responses.at, "no successful answer", "add one in the overlay");
        }
        Value::Object(out)
    }

    fn success(&mut self, response: &Node<'a>, name: &str) -> Value {
        let Some(response) = self.resolve(response, "responses") else { return json!({}) };
        let (mut out, content) = self.response(&response);
        let mut schema = None;
        for (media_type, media) in &content {
            if essence(media_type) == "application/json" && schema.is_none() {
                let place = Place::inline(name, true);
                let found = self.media_type(media).map(|found| self.schema(&found, &place));
                schema = Some(found.unwrap_or(json!({})));
            } else {
                self.relax(&media.at, "not generated: only `application/json` is asked for");
            }
        }
        match schema {
            Some(schema) => {
                let content = json!({ "application/json": { "schema": schema } });
                out.insert("content".to_owned(), content);
            }
            None if content.is_empty() => {}
            None => self.refuse(
                &response.at,
                "a successful answer that is not `application/json` is not supported yet",
                "remove the operation in the overlay",
            ),
        }
        Value::Object(out)
    }

    fn failure(&mut self, response: &Node<'a>, name: &str) -> Value {
        let Some(response) = self.resolve(response, "responses") else { return json!({}) };
        let (mut out, content) = self.response(&response);
        let is_json = |media_type: &str| essence(media_type) == "application/json";
        let is_like_json = |media_type: &str| essence(media_type).ends_with("+json");
        let media = content.iter().find(|(media_type, _)| is_json(media_type));
        let media =
            media.or_else(|| content.iter().find(|(media_type, _)| is_like_json(media_type)));
        match media.and_then(|(_, media)| self.media_type(media)) {
            Some(schema) => {
                let type_name = self.failure_type(&schema, name);
                self.relax(&schema.at, format!("comes as bytes: read them as `{type_name}`"));
            }
            None if content.is_empty() => {}
            None => self.relax(&response.at, "comes as bytes"),
        }
        out.insert("content".to_owned(), json!({ "*/*": { "schema": {} } }));
        Value::Object(out)
    }

    /// The type of a failure. No operation refers to it, but every component is generated.
    fn failure_type(&mut self, schema: &Node<'a>, name: &str) -> String {
        let place = Place::inline(name, true);
        let mut lowered = self.schema(schema, &place);
        if lowered.get("$ref").is_none() {
            let name = self.take_name(&place, &schema.at);
            lowered = self.hoist(&name, lowered);
        }
        let reference = lowered["$ref"].as_str().unwrap_or_default();
        names::pascal(reference.rsplit('/').next().unwrap_or_default())
    }

    /// What success and failure have in common, and their media types.
    fn response(&mut self, response: &Node<'a>) -> (Map<String, Value>, Vec<(&'a str, Node<'a>)>) {
        // 3.0 demands a description.
        let mut out = Map::from_iter([("description".to_owned(), Value::from(""))]);
        let mut content = Vec::new();
        for (key, node) in self.fields(response) {
            match key {
                "description" => self.keep_text(&mut out, key, &node),
                "content" => content = self.fields(&node),
                "headers" => self.relax(&node.at, "not generated: headers come as they are"),
                "summary" | "links" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        (out, content)
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
