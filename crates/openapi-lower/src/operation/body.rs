//! The body of a request.

use serde_json::{Map, Value, json};

use crate::component::{Direction, Form, Place, object};
use crate::operation::media::Media;
use crate::operation::obstacle::Obstacle;
use crate::operation::operations::Operations;
use crate::operation::style::Sent;
use crate::report::Code;
use crate::tree::Node;

/// A body that can be generated.
pub(super) struct Body<'a> {
    node: Node<'a>,
    /// What is sent, as progenitor knows it.
    media_type: &'static str,
    media: Media<'a>,
}

const FORM: &str = "application/x-www-form-urlencoded";

/// What progenitor sends, best first.
const SENT: &[&str] =
    &["application/json", FORM, "application/octet-stream", "text/plain", "text/x-markdown"];

impl<'a> Operations<'a> {
    /// The body, if there is one and it can be sent as the document says.
    pub(super) fn body(&mut self, body: &Node<'a>) -> Result<Option<Body<'a>>, Obstacle<'a>> {
        let node = self
            .original
            .resolve(body)
            .map_err(|why| Obstacle::new(&body.at, Code::NoTarget, why))?;
        for (key, node) in node.fields() {
            match key {
                "description" | "required" | "content" | "$ref" | "summary" => {}
                key if key.starts_with("x-") => {}
                key => self.original.unknown(key, &node.at),
            }
        }
        let content = node.get("content");
        let media_types = content.map(|node| self.media_types(&node)).unwrap_or_default();
        let Some(content) = content.filter(|_| !media_types.is_empty()) else {
            if node.get("required").is_some_and(|required| required.is_true()) {
                return Err(Obstacle::new(
                    &node.at,
                    Code::BodyUndescribed,
                    "the body is not described",
                ));
            }
            self.original.relax(
                &node.at,
                Code::NoBody,
                "no body is sent: its content is not described",
            );
            return Ok(None);
        };
        let mut why = None;
        for wanted in SENT {
            for media in media_types.iter().filter(|media| stands_for(media, wanted)) {
                if let Some(unresolved) = media.unresolved {
                    why = Some(Obstacle::new(&media.node.at, Code::NoTarget, unresolved));
                    continue;
                }
                if media.is_sequence() {
                    let what = "a body of several values is new in OpenAPI 3.2";
                    why = Some(Obstacle::new(&media.node.at, Code::NewIn32, what));
                    continue;
                }
                if *wanted == FORM && !self.fits_form(media) {
                    why = Some(Obstacle::new(
                        &content.at,
                        Code::NestedForm,
                        "a form cannot hold nested values",
                    ));
                    continue;
                }
                for other in media_types.iter().filter(|other| other.name != media.name) {
                    let what = format!(
                        "not generated: the body is sent as `{wanted}`, not `{}`",
                        other.name
                    );
                    self.original.relax(&other.node.at, Code::MediaTypes, what);
                }
                return Ok(Some(Body { node, media_type: wanted, media: *media }));
            }
        }
        Err(why.unwrap_or_else(|| {
            let names: Vec<_> =
                media_types.iter().map(|media| format!("`{}`", media.name)).collect();
            let why = format!("a body of {} cannot be sent", names.join(" or "));
            Obstacle::new(&content.at, Code::BodyMediaType, why)
        }))
    }

    /// Whether a form can hold the values: fields that are scalars.
    fn fits_form(&mut self, media: &Media<'a>) -> bool {
        let Some(schema) = media.node.get("schema") else { return false };
        let Sent { shape, form, .. } = self.sent(vec![schema]);
        let schemas: Vec<_> = match form {
            Form::Struct if shape.unions.is_empty() && shape.values.is_empty() => {
                shape.properties.into_values().collect()
            }
            Form::Map if !shape.values.is_empty() => vec![shape.values],
            _ => return false,
        };
        schemas
            .into_iter()
            .all(|schemas| matches!(self.sent(schemas).form, Form::Scalar(_) | Form::Enum(_)))
    }

    /// The body in the new document.
    pub(super) fn request_body(&mut self, body: Body<'a>, operation: &str) -> Value {
        let Body { node, media_type, media } = body;
        let mut out = Map::from_iter([("required".to_owned(), Value::Bool(true))]);
        if let Some(description) = node.get("description") {
            self.original.keep_text(&mut out, "description", &description);
        }
        if !node.get("required").is_some_and(|required| required.is_true()) {
            self.original.relax(
                &node.at,
                Code::BodyAlwaysSent,
                "the body is optional, but always sent",
            );
        }
        let place = Place::inline(format!("{operation}_body"), Direction::Request);
        let schema = match (media_type, self.schema_of(&media)) {
            // progenitor sends any bytes and any text, and takes no other schema for that.
            ("application/octet-stream", _) => json!({ "type": "string", "format": "binary" }),
            ("text/plain" | "text/x-markdown", _) => json!({ "type": "string" }),
            (_, Some(schema)) => self.components.schema(&schema, &place),
            (_, None) => json!({}),
        };
        out.insert("content".to_owned(), object([(media_type, object([("schema", schema)]))]));
        Value::Object(out)
    }
}

/// True when sending `wanted` fits the media type: a range takes any type within it.
fn stands_for(media: &Media<'_>, wanted: &str) -> bool {
    let name = media.essence();
    let instead = match media.is_binary() {
        true => "application/octet-stream",
        false => "application/json",
    };
    name == wanted
        || wanted == instead && media.is_range()
        || wanted == "text/plain" && name == "text/*"
}
