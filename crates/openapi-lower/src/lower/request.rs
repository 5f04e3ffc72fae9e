//! The body of a request.

use serde_json::{Map, Value, json};

use crate::lower::Lowering;
use crate::lower::path::Obstacle;
use crate::lower::responses::essence;
use crate::node::Node;
use crate::schema::{Form, Place, object};

/// A body that can be generated.
pub(super) struct Body<'a> {
    node: Node<'a>,
    /// What is sent, as progenitor knows it.
    media_type: &'static str,
    media: Node<'a>,
}

/// What progenitor sends, best first.
const SENT: &[&str] = &[
    "application/json",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "text/plain",
    "text/x-markdown",
];

impl<'a> Lowering<'a> {
    /// The body, if there is one and it can be sent as the document says.
    pub(super) fn body(&mut self, body: &Node<'a>) -> Result<Option<Body<'a>>, Obstacle<'a>> {
        let node = self.resolve(body).map_err(|why| Obstacle::new(&body.at, why))?;
        for (key, node) in node.fields() {
            match key {
                "description" | "required" | "content" | "$ref" | "summary" => {}
                key if key.starts_with("x-") => {}
                key => self.unknown(key, &node.at),
            }
        }
        let content = node.get("content");
        let media_types: Vec<_> = content.iter().flat_map(Node::fields).collect();
        let Some(content) = content.filter(|_| !media_types.is_empty()) else {
            if node.get("required").is_some_and(|required| required.value == true) {
                return Err(Obstacle::new(&node.at, "the body is not described"));
            }
            self.relax(&node.at, "not generated: nothing is said about it");
            return Ok(None);
        };
        let mut why = None;
        for (wanted, (name, media)) in
            SENT.iter().flat_map(|wanted| media_types.iter().map(move |media| (wanted, media)))
        {
            if !stands_for(name, wanted, is_binary(media)) {
                continue;
            }
            if *wanted == "application/x-www-form-urlencoded" && !self.fits_form(media) {
                why = Some("a form has no place for values within values".to_owned());
                continue;
            }
            for (other, media) in media_types.iter().filter(|(other, _)| other != name) {
                self.relax(
                    &media.at,
                    format!("not generated: the body is `{wanted}`, not `{other}`"),
                );
            }
            let media = *media;
            return Ok(Some(Body { node, media_type: wanted, media }));
        }
        let names: Vec<_> = media_types.iter().map(|(name, _)| format!("`{name}`")).collect();
        let why = why.unwrap_or_else(|| format!("a body of {} cannot be sent", names.join(" or ")));
        Err(Obstacle::new(&content.at, why))
    }

    /// Whether a form can hold the values: fields that are scalars.
    fn fits_form(&mut self, media: &Node<'a>) -> bool {
        let Some(schema) = media.get("schema") else { return false };
        let (shape, form) = self.form_to_send(vec![schema]);
        let schemas: Vec<_> = match form {
            Form::Struct if shape.unions.is_empty() && shape.values.is_empty() => {
                shape.properties.into_values().collect()
            }
            Form::Map if !shape.values.is_empty() => vec![shape.values],
            _ => return false,
        };
        schemas
            .into_iter()
            .all(|schemas| matches!(self.form_to_send(schemas).1, Form::Scalar(_) | Form::Enum(_)))
    }

    /// The body in the new document.
    pub(super) fn request_body(&mut self, body: Body<'a>, operation: &str) -> Value {
        let Body { node, media_type, media } = body;
        let mut out = Map::from_iter([("required".to_owned(), Value::Bool(true))]);
        if let Some(description) = node.get("description") {
            self.keep_text(&mut out, "description", &description);
        }
        if node.get("required").is_none_or(|required| required.value != true) {
            self.relax(&node.at, "the body may be left out, and is always sent");
        }
        let place = Place::inline(format!("{operation}_body"), false);
        let found = self.media_type(&media);
        let schema = match (media_type, found) {
            // progenitor sends any bytes and any text, and takes no other schema for that.
            ("application/octet-stream", _) => json!({ "type": "string", "format": "binary" }),
            ("text/plain" | "text/x-markdown", _) => json!({ "type": "string" }),
            (_, Some(schema)) => self.schema(&schema, &place),
            (_, None) => json!({}),
        };
        out.insert("content".to_owned(), object([(media_type, object([("schema", schema)]))]));
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

/// True when to send `wanted` is to send what a document calls so: a range of media types takes
/// any of them.
fn stands_for(name: &str, wanted: &str, binary: bool) -> bool {
    let name = essence(name);
    let instead = if binary { "application/octet-stream" } else { "application/json" };
    name == wanted
        || wanted == instead && matches!(name.as_str(), "*/*" | "application/*")
        || wanted == "text/plain" && name == "text/*"
}

fn is_binary(media: &Node<'_>) -> bool {
    let format = media.get("schema").and_then(|schema| schema.get("format"));
    format.is_some_and(|format| format.value == "binary")
}
