//! The responses of an operation.
//!
//! progenitor has one type for all successes and one for all failures of an operation. It decodes a
//! failure as JSON, and loses the status when the body is something else. So each declared failure
//! becomes bytes, which keep status and headers, and its JSON schema becomes a type to decode them
//! into.

use serde_json::{Map, Value, json};

use crate::component::{Direction, Place, object};
use crate::operation::operations::Operations;
use crate::operation::path::Operation;
use crate::operation::response::{Content, Success};
use crate::operation::status::Status;
use crate::report::Code;

impl<'a> Operations<'a> {
    pub(super) fn responses(&mut self, operation: &Operation<'a>, id: &str) -> Value {
        let Operation { method, node, .. } = operation;
        let Some(responses) = node.get("responses").filter(|node| node.value.is_object()) else {
            self.original.relax(
                &node.at,
                Code::Bytes,
                "no response is described: any response arrives as bytes",
            );
            return Value::Object(bytes_for(["2XX", "4XX", "5XX"]));
        };
        let mut out = Map::new();
        let mut successes = Vec::new();
        let has_success = responses.fields().any(|(key, _)| key.starts_with('2'));
        for (key, node) in responses.fields() {
            let name = format!("{id}_{key}");
            match Status::of(key) {
                _ if key.starts_with("x-") => {}
                Status::Success => successes.push(self.success(method, key, &node, &name)),
                Status::Failure => {
                    out.insert(key.to_ascii_uppercase(), self.failure(&node, &name));
                }
                Status::Rest => {
                    // Without another success, it describes that as well.
                    if !has_success {
                        successes.push(self.success(method, "2XX", &node, &name));
                    }
                    let failure = self.failure(&node, &name);
                    for range in ["4XX", "5XX"] {
                        out.entry(range).or_insert_with(|| failure.clone());
                    }
                }
                Status::Neither => {
                    let what = "not generated: arrives as `Error::UnexpectedResponse`";
                    self.original.relax(&node.at, Code::NotGenerated, what);
                }
                Status::Unknown => {
                    let what = format!("unknown status `{key}` is ignored");
                    self.original.relax(&node.at, Code::Malformed, what);
                }
            }
        }
        if successes.is_empty() {
            let what = "no successful response is described: it arrives as bytes";
            self.original.relax(&responses.at, Code::Bytes, what);
            out.extend(bytes_for(["2XX"]));
        }
        out.extend(self.of_one_type(successes, id));
        Value::Object(out)
    }

    /// A method returns one type: successes of several types all come as bytes.
    fn of_one_type(&mut self, successes: Vec<Success<'a>>, id: &str) -> Map<String, Value> {
        let mut contents = successes.iter().map(|success| &success.content);
        let first = contents.next();
        let one = contents.all(|content| Some(content) == first);
        let mut responses = Map::new();
        for Success { status, mut out, at, content } in successes {
            let schema = match content {
                Content::Nothing if one => None,
                Content::Json(schema) if one => Some(("application/json", schema)),
                Content::Json(schema) => {
                    let place = Place::inline(format!("{id}_{status}"), Direction::Response);
                    let name = self.type_of(schema, &place, &at);
                    let what = "arrives as bytes, because another success has a different type: decode them as";
                    self.original.relax(&at, Code::Bytes, format!("{what} `{name}`"));
                    Some(("*/*", json!({})))
                }
                Content::Nothing => {
                    let what = "arrives as empty bytes, because another success has a body";
                    self.original.relax(&at, Code::Bytes, what);
                    Some(("*/*", json!({})))
                }
                Content::Bytes => Some(("*/*", json!({}))),
            };
            if let Some((media_type, schema)) = schema {
                let content = object([(media_type, object([("schema", schema)]))]);
                out.insert("content".to_owned(), content);
            }
            responses.insert(status.to_ascii_uppercase(), out.into());
        }
        responses
    }
}

/// Responses of these statuses as bytes.
fn bytes_for<const N: usize>(statuses: [&str; N]) -> Map<String, Value> {
    let bytes = json!({ "description": "", "content": { "*/*": { "schema": {} } } });
    statuses.iter().map(|status| ((*status).to_owned(), bytes.clone())).collect()
}
