//! What the service said, in its own words.

use serde_json::Value;

/// The text of an error body in either of the vendor's envelopes: `{"error": text}`, or
/// `{"errors": [{"title": text, "details": text or {field: [texts]}}]}`. `None` where the body is
/// neither, or says nothing. A single text is read where a list is expected, and the other way
/// round.
pub(super) fn read(body: &Value) -> Option<String> {
    let error = body.get("error").and_then(texts);
    error.or_else(|| {
        let errors = body.get("errors")?.as_array()?.iter().filter_map(one_of_many);
        said(errors.collect(), "; ")
    })
}

fn one_of_many(error: &Value) -> Option<String> {
    let title = error.get("title").and_then(texts);
    let details = error.get("details").and_then(details);
    match (title, details) {
        (Some(title), Some(details)) => Some(format!("{title}: {details}")),
        (title, details) => title.or(details).or_else(|| texts(error)),
    }
}

fn details(details: &Value) -> Option<String> {
    let Some(fields) = details.as_object() else { return texts(details) };
    let field = |(field, value): (&String, &Value)| Some(format!("{field} {}", texts(value)?));
    said(fields.iter().filter_map(field).collect(), "; ")
}

/// A text, or a list of texts.
fn texts(value: &Value) -> Option<String> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    said(list.iter().filter_map(Value::as_str).map(str::to_owned).collect(), ", ")
}

fn said(texts: Vec<String>, between: &str) -> Option<String> {
    let text = texts.join(between);
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn both_envelopes_are_read_and_anything_else_says_nothing() {
        let cases = [
            (r#"{"error": "Invalid affiliate slug"}"#, Some("Invalid affiliate slug")),
            (r#"{"errors": [{"title": "Bad", "details": "no slug"}]}"#, Some("Bad: no slug")),
            (
                r#"{"errors": [{"title": "Bad", "details": {"uid": ["is taken", "is odd"]}}, {"title": "Worse"}]}"#,
                Some("Bad: uid is taken, is odd; Worse"),
            ),
            (r#"{"error": "", "errors": [{"title": "Bad"}]}"#, Some("Bad")),
            (r#"{"errors": [{"details": {"uid": "is odd"}}, "worse"]}"#, Some("uid is odd; worse")),
            (r#"{"error": ["a", "b"]}"#, Some("a, b")),
            (r#"{"error": " "}"#, None),
            (r#"{"error": 7}"#, None),
            (r#"{"errors": [7, null, {"details": 7}]}"#, None),
            (r#"{}"#, None),
            (r#"[]"#, None),
            ("12", None),
        ];
        for (body, text) in cases {
            let json = serde_json::from_str(body).unwrap();
            assert_eq!(read(&json).as_deref(), text, "{body}");
        }
    }
}
