//! What the service said, in its own words.

use serde_json::Value;

/// The text of an error body in either of the vendor's envelopes: `{"error": text}`, or
/// `{"errors": [{"title": text, "details": text or {field: [texts]}}]}`. `None` where the body is
/// neither, or says nothing.
pub(crate) fn read(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = match (body.get("error"), body.get("errors")) {
        (Some(Value::String(error)), _) => error.clone(),
        (_, Some(Value::Array(errors))) => {
            errors.iter().filter_map(one_of_many).collect::<Vec<_>>().join("; ")
        }
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn one_of_many(error: &Value) -> Option<String> {
    let title = error.get("title").and_then(Value::as_str);
    let details = error.get("details").and_then(details);
    match (title, details) {
        (Some(title), Some(details)) => Some(format!("{title}: {details}")),
        (title, details) => title.map(str::to_owned).or(details),
    }
}

fn details(details: &Value) -> Option<String> {
    match details {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(field, messages)| {
                let messages = messages.as_array().into_iter().flatten().filter_map(Value::as_str);
                format!("{field} {}", messages.collect::<Vec<_>>().join(", "))
            });
            Some(fields.collect::<Vec<_>>().join("; "))
        }
        _ => None,
    }
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
            (r#"{"error": " "}"#, None),
            (r#"{"error": 7}"#, None),
            (r#"{"errors": [7, null, {"details": 7}]}"#, None),
            (r#"{}"#, None),
            (r#"[]"#, None),
            ("<html>", None),
            ("", None),
        ];
        for (body, text) in cases {
            assert_eq!(read(body.as_bytes()).as_deref(), text, "{body}");
        }
    }
}
