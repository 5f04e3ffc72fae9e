//! The answers of an operation.
//!
//! progenitor has one type for all successes and one for all failures of an operation, decodes a
//! failure as JSON, and loses its status when it is none. So each declared failure becomes bytes,
//! with status and headers kept, and its JSON schema a type of its own, to decode the bytes into.

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::schema::{Place, object, referred, without_null};
use crate::tree::Pointer;

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
            _ if !number && !rest.eq_ignore_ascii_case(b"XX") => Self::Unknown,
            b'2' => Self::Success,
            b'4' | b'5' => Self::Failure,
            b'1' | b'3' => Self::Neither,
            _ => Self::Unknown,
        }
    }
}

/// What a success holds.
#[derive(Clone, PartialEq)]
enum Content {
    Nothing,
    Json(Value),
    Bytes,
}

/// A success in the making.
struct Success<'a> {
    status: &'a str,
    out: Map<String, Value>,
    at: Pointer<'a>,
    content: Content,
}

impl<'a> Lowering<'a> {
    pub(super) fn responses(&mut self, method: &str, operation: &Node<'a>, id: &str) -> Value {
        let mut out = Map::new();
        let mut successes = Vec::new();
        let responses = operation.get("responses").filter(|node| node.value.is_object());
        let Some(responses) = responses else {
            self.relax(&operation.at, "no answer is described: any comes as bytes");
            return bytes_for(["2XX", "4XX", "5XX"]);
        };
        let fields: Vec<_> = responses.fields().collect();
        let declared =
            |class: u8| fields.iter().any(|(key, _)| key.as_bytes().first() == Some(&class));
        for (key, node) in &fields {
            let name = format!("{id}_{key}");
            match Status::of(key) {
                _ if key.starts_with("x-") => {}
                Status::Success => successes.push(self.success(method, key, node, &name)),
                Status::Failure => {
                    out.insert(key.to_ascii_uppercase(), self.failure(node, &name));
                }
                Status::Rest => {
                    // Without another success, it describes that as well.
                    if !declared(b'2') {
                        successes.push(self.success(method, "2XX", node, &name));
                    }
                    let failure = self.failure(node, &name);
                    for range in ["4XX", "5XX"] {
                        out.entry(range).or_insert_with(|| failure.clone());
                    }
                }
                Status::Neither => {
                    self.relax(&node.at, "not generated: comes as `Error::UnexpectedResponse`");
                }
                Status::Unknown => {
                    self.relax(&node.at, format!("`{key}` is not a status, and left out"));
                }
            }
        }
        if successes.is_empty() {
            self.relax(&responses.at, "no successful answer is described: it comes as bytes");
            out.extend(bytes_for(["2XX"]).as_object().cloned().unwrap_or_default());
        }
        out.extend(self.of_one_type(successes, id));
        Value::Object(out)
    }

    /// A method returns one type: when the successes are of several, all of them come as bytes.
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
                    let place = Place::inline(format!("{id}_{status}"), true);
                    let name = self.type_of(schema, &place, &at);
                    let what = "comes as bytes, as another success is of another type: read it as";
                    self.relax(&at, format!("{what} `{name}`"));
                    Some(("*/*", json!({})))
                }
                Content::Nothing => {
                    self.relax(&at, "comes as no bytes, as another success has some");
                    Some(("*/*", json!({})))
                }
                Content::Bytes => Some(("*/*", json!({}))),
            };
            if let Some((media_type, schema)) = schema {
                out.insert(
                    "content".to_owned(),
                    object([(media_type, object([("schema", schema)]))]),
                );
            }
            responses.insert(status.to_ascii_uppercase(), out.into());
        }
        responses
    }

    fn success(
        &mut self,
        method: &str,
        status: &'a str,
        response: &Node<'a>,
        name: &str,
    ) -> Success<'a> {
        let at = response.at;
        let Some(response) = self.response_at(response) else {
            return Success { status, out: described(), at, content: Content::Bytes };
        };
        let (out, content) = self.response(&response);
        let content = if method == "head" || matches!(status, "204" | "205") {
            if let Some((_, media)) = content.first() {
                self.relax(&media.at, "left out: HTTP has no body here");
            }
            Content::Nothing
        } else {
            self.success_content(&response, content, name)
        };
        Success { status, out, at, content }
    }

    fn success_content(
        &mut self,
        response: &Node<'a>,
        content: Vec<(&'a str, Node<'a>)>,
        name: &str,
    ) -> Content {
        let place = Place::inline(name, true);
        let json =
            content.iter().position(|(media_type, _)| essence(media_type) == "application/json");
        if let Some(json) = json {
            for (index, (_, media)) in content.iter().enumerate() {
                if index != json {
                    self.relax(&media.at, "not generated: only `application/json` is asked for");
                }
            }
            let schema = self.media_type(&content[json].1);
            return Content::Json(schema.map_or(json!({}), |schema| self.schema(&schema, &place)));
        }
        if content.is_empty() {
            return Content::Nothing;
        }
        match like_json(&content).and_then(|media| self.media_type(media)) {
            Some(schema) => {
                let lowered = self.schema(&schema, &place);
                let type_name = self.type_of(lowered, &place, &schema.at);
                self.relax(&schema.at, format!("comes as bytes: read them as `{type_name}`"));
            }
            None => self.relax(&response.at, "comes as bytes"),
        }
        Content::Bytes
    }

    fn failure(&mut self, response: &Node<'a>, name: &str) -> Value {
        let bytes = json!({ "*/*": { "schema": {} } });
        let Some(response) = self.response_at(response) else {
            return json!({ "description": "", "content": bytes });
        };
        let (mut out, content) = self.response(&response);
        let is_json = |media_type: &str| essence(media_type) == "application/json";
        let media = content.iter().find(|(media_type, _)| is_json(media_type));
        let media = media.map(|(_, media)| media).or_else(|| like_json(&content));
        match media.and_then(|media| self.media_type(media)) {
            Some(schema) => {
                let place = Place::inline(name, true);
                let lowered = self.schema(&schema, &place);
                let type_name = self.type_of(lowered, &place, &schema.at);
                self.relax(&schema.at, format!("comes as bytes: read them as `{type_name}`"));
            }
            None if content.is_empty() => {}
            None => self.relax(&response.at, "comes as bytes"),
        }
        out.insert("content".to_owned(), bytes);
        Value::Object(out)
    }

    /// The type of a body. No operation refers to it, but every component is generated.
    fn type_of(&mut self, mut lowered: Value, place: &Place<'_>, at: &Pointer<'a>) -> String {
        if referred(&lowered).is_none() {
            let name = self.take_name(place, at);
            lowered = self.hoist(&name, without_null(lowered));
        }
        names::pascal(referred(&lowered).unwrap_or_default())
    }

    /// The response itself; none if it is nowhere.
    fn response_at(&mut self, response: &Node<'a>) -> Option<Node<'a>> {
        let found = self.resolve(response);
        let found = found.map_err(|why| self.relax(&response.at, format!("comes as bytes: {why}")));
        found.ok()
    }

    /// What success and failure have in common, and their media types.
    fn response(&mut self, response: &Node<'a>) -> (Map<String, Value>, Vec<(&'a str, Node<'a>)>) {
        let mut out = described();
        let mut content = Vec::new();
        for (key, node) in self.fields(response) {
            match key {
                "description" => self.keep_text(&mut out, key, &node),
                "content" => content = self.fields(&node).collect(),
                "headers" => self.relax(&node.at, "not generated: headers come as they are"),
                "summary" | "links" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        (out, content)
    }
}

/// 3.0 demands a description.
fn described() -> Map<String, Value> {
    Map::from_iter([("description".to_owned(), Value::from(""))])
}

fn bytes_for<const N: usize>(statuses: [&str; N]) -> Value {
    let bytes = json!({ "description": "", "content": { "*/*": { "schema": {} } } });
    statuses
        .iter()
        .map(|status| ((*status).to_owned(), bytes.clone()))
        .collect::<Map<_, _>>()
        .into()
}

/// What is JSON, but under another name.
fn like_json<'c, 'a>(content: &'c [(&'a str, Node<'a>)]) -> Option<&'c Node<'a>> {
    let named = content.iter().find(|(media_type, _)| {
        let essence = essence(media_type);
        essence.ends_with("+json") || essence == "*/*" || essence == "application/*"
    });
    named.map(|(_, media)| media)
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
