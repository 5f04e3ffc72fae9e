//! One response.

use serde_json::{Map, Value, json};

use crate::component::{Direction, Place, referred, without_null};
use crate::names;
use crate::operation::media::{Media, like_json};
use crate::operation::operations::Operations;
use crate::report::Code;
use crate::schema::Kinds;
use crate::tree::{Node, Pointer};

/// What a success holds.
#[derive(Clone, PartialEq)]
pub(super) enum Content {
    Nothing,
    Json(Value),
    Bytes,
}

/// A success, before it is known whether all successes have one type.
pub(super) struct Success<'a> {
    pub(super) status: &'a str,
    pub(super) out: Map<String, Value>,
    pub(super) at: Pointer<'a>,
    pub(super) content: Content,
}

/// What success and failure have in common.
struct Response<'a> {
    out: Map<String, Value>,
    content: Vec<Media<'a>>,
}

impl<'a> Operations<'a> {
    pub(super) fn success(
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
        let Response { out, content } = self.response(&response);
        let content = if method == "head" || matches!(status, "204" | "205") {
            if let Some(media) = content.first() {
                self.original.relax(
                    &media.node.at,
                    Code::NoBody,
                    "ignored: HTTP allows no body here",
                );
            }
            Content::Nothing
        } else {
            self.success_content(&response, &content, name)
        };
        Success { status, out, at, content }
    }

    fn success_content(
        &mut self,
        response: &Node<'a>,
        content: &[Media<'a>],
        name: &str,
    ) -> Content {
        if content.is_empty() {
            return Content::Nothing;
        }
        let json = content.iter().position(Media::is_json);
        let Some(json) = json.or_else(|| content.iter().position(|media| self.holds_json(media)))
        else {
            self.named_bytes(response, content, name);
            return Content::Bytes;
        };
        for (_, media) in content.iter().enumerate().filter(|(index, _)| *index != json) {
            let what = "not generated: the client only asks for `application/json`";
            self.original.relax(&media.node.at, Code::MediaTypes, what);
        }
        let place = Place::inline(name, Direction::Response);
        let schema = self.schema_of(&content[json]);
        let lowered = schema.map(|schema| self.components.schema(&schema, &place));
        Content::Json(lowered.unwrap_or(json!({})))
    }

    /// True for `*/*` with a schema of an object or a list, as springdoc writes it.
    fn holds_json(&mut self, media: &Media<'a>) -> bool {
        let schema = media.node.get("schema").filter(|_| media.is_range() && !media.is_sequence());
        let Some(schema) = schema else { return false };
        let schemas = self.components.schemas.reduce(vec![schema]).schemas;
        let kinds = self.components.schemas.shape(&schemas).kinds.without(Kinds::NULL);
        matches!(kinds, Kinds::OBJECT | Kinds::ARRAY)
    }

    pub(super) fn failure(&mut self, response: &Node<'a>, name: &str) -> Value {
        let bytes = json!({ "*/*": { "schema": {} } });
        let Some(response) = self.response_at(response) else {
            return json!({ "description": "", "content": bytes });
        };
        let Response { mut out, content } = self.response(&response);
        if !content.is_empty() {
            self.named_bytes(&response, &content, name);
        }
        out.insert("content".to_owned(), bytes);
        Value::Object(out)
    }

    /// Notes that a body arrives as bytes, and generates the type to decode them into.
    fn named_bytes(&mut self, response: &Node<'a>, content: &[Media<'a>], name: &str) {
        let unresolved = |media: &Media<'a>| Some((media.node.at, media.unresolved?));
        let unresolved: Vec<_> = content.iter().filter_map(unresolved).collect();
        for (at, why) in &unresolved {
            self.original.relax(at, Code::Bytes, format!("arrives as bytes: {why}"));
        }
        let media = content.iter().find(|media| media.is_json()).or(like_json(content));
        let Some(schema) = media.and_then(|media| self.schema_of(media)) else {
            if unresolved.is_empty() {
                self.original.relax(&response.at, Code::Bytes, "arrives as bytes");
            }
            return;
        };
        let place = Place::inline(name, Direction::Response);
        let lowered = self.components.schema(&schema, &place);
        let type_name = self.type_of(lowered, &place, &schema.at);
        self.original.relax(
            &schema.at,
            Code::Bytes,
            format!("arrives as bytes: decode them as `{type_name}`"),
        );
    }

    /// The type of a body. No operation refers to it, but every component is generated.
    pub(super) fn type_of(
        &mut self,
        mut lowered: Value,
        place: &Place<'_>,
        at: &Pointer<'a>,
    ) -> String {
        if referred(&lowered).is_none() {
            let name = self.components.take_name(place, at);
            lowered = self.components.hoist(&name, without_null(lowered));
        }
        names::pascal(referred(&lowered).unwrap_or_default())
    }

    /// The response itself, if its reference has a target.
    fn response_at(&mut self, response: &Node<'a>) -> Option<Node<'a>> {
        let found = self.original.resolve(response);
        found
            .map_err(|why| {
                self.original.relax(&response.at, Code::Bytes, format!("arrives as bytes: {why}"))
            })
            .ok()
    }

    fn response(&mut self, response: &Node<'a>) -> Response<'a> {
        let mut out = described();
        let mut content = Vec::new();
        for (key, node) in self.original.fields(response) {
            match key {
                "description" => self.original.keep_text(&mut out, key, &node),
                "content" => {
                    drop(self.original.fields(&node));
                    content = self.media_types(&node);
                }
                "headers" => {
                    let what = "not generated: read headers from the response";
                    self.original.relax(&node.at, Code::NotGenerated, what);
                }
                "summary" | "links" => {}
                key if key.starts_with("x-") => {}
                key => self.original.unknown(key, &node.at),
            }
        }
        Response { out, content }
    }
}

/// OpenAPI 3.0 demands a description.
fn described() -> Map<String, Value> {
    Map::from_iter([("description".to_owned(), Value::from(""))])
}
