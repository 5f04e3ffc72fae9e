//! How OpenAPI writes a value: the style `simple` of paths and headers, and `form` of queries.

use serde_json::Value;

/// A scalar on the wire.
pub(crate) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

/// `a,b` for a list, `key,value` for an object.
pub(crate) fn simple(value: &Value) -> String {
    let parts: Vec<_> = match value {
        Value::Array(entries) => entries.iter().map(scalar).collect(),
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| [key.clone(), scalar(value)]).collect()
        }
        value => return scalar(value),
    };
    parts.join(",")
}

/// `name=a&name=b` for a list, `key=value` for each field of an object.
pub(crate) fn form(name: &str, value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::Array(entries) => {
            entries.iter().map(|entry| (name.to_owned(), entry.clone())).collect()
        }
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
        }
        value => vec![(name.to_owned(), value.clone())],
    }
}

/// True when the text is the value. A number can be written in several ways, if none loses a digit.
pub(crate) fn is(text: &str, value: &Value) -> bool {
    let exact = |number: f64| value.is_f64() || number.abs() <= (1u64 << 53) as f64;
    let number = value.as_f64().filter(|number| exact(*number));
    text == scalar(value) || number.is_some() && text.parse().ok() == number
}
