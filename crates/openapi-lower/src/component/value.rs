//! Schemas of the new document as JSON.

use serde_json::{Map, Value};

/// An object of these fields. `json!` would serialise and copy the values.
pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// A reference to a component schema.
pub(super) fn reference_to(name: &str, allows_null: bool) -> Value {
    let reference = object([("$ref", format!("#/components/schemas/{name}").into())]);
    if allows_null { with_null(reference) } else { reference }
}

/// The schema, or null. OpenAPI 3.0 cannot say so next to a reference.
pub(super) fn with_null(mut schema: Value) -> Value {
    if schema.get("$ref").is_some() {
        return object([("nullable", true.into()), ("allOf", vec![schema].into())]);
    }
    // A schema without these keywords allows null already.
    if let Some(fields) = schema.as_object_mut()
        && ["type", "allOf", "oneOf"].iter().any(|key| fields.contains_key(*key))
    {
        fields.insert("nullable".to_owned(), Value::Bool(true));
    }
    schema
}

/// The schema without null.
pub(crate) fn without_null(mut schema: Value) -> Value {
    match schema.get_mut("allOf").and_then(|parts| parts.get_mut(0)) {
        Some(part) => part.take(),
        None => {
            schema.as_object_mut().and_then(|fields| fields.remove("nullable"));
            schema
        }
    }
}

/// The component that a lowered schema refers to.
pub(crate) fn referred(schema: &Value) -> Option<&str> {
    let reference = schema.get("$ref").or_else(|| schema.get("allOf")?.get(0)?.get("$ref"))?;
    reference.as_str()?.rsplit('/').next()
}

/// True for a schema that allows any value.
pub(super) fn is_any(schema: &Value) -> bool {
    schema.as_object().is_some_and(|fields| fields.keys().all(|key| key == "description"))
}

/// True for an object without named properties.
pub(super) fn is_map(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "object") && schema.get("properties").is_none()
}
