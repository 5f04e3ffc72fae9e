//! The parameters of an operation as the original document has them.

use serde_json::Value;

/// A parameter of the original.
#[derive(Clone)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

/// The parameters of the operation at a place: those of its path, replaced by its own.
pub(crate) fn parameters(document: &Value, operation: &str) -> Vec<Parameter> {
    let (item, _) = operation.rsplit_once('/').unwrap();
    let mut found = Vec::<Parameter>::new();
    for owner in [item, operation] {
        let owner = document.pointer(owner).unwrap();
        for parameter in owner["parameters"].as_array().into_iter().flatten() {
            let Some(parameter) = described(resolved(document, parameter)) else { continue };
            found.retain(|it| (&it.name, &it.location) != (&parameter.name, &parameter.location));
            found.push(parameter);
        }
    }
    found
}

fn described(parameter: &Value) -> Option<Parameter> {
    let text = |key: &str| Some(parameter[key].as_str()?.to_owned());
    let location = text("in")?;
    // In a media type of its own, it is text to whoever sends it.
    let schema = match parameter.get("schema") {
        Some(schema) => schema.clone(),
        None => serde_json::json!({ "type": "string" }),
    };
    let required = location == "path" || parameter["required"] == true;
    Some(Parameter { name: text("name")?, location, required, schema })
}

fn resolved<'d>(document: &'d Value, mut value: &'d Value) -> &'d Value {
    while let Some(reference) = value["$ref"].as_str() {
        value = document.pointer(reference.trim_start_matches('#')).unwrap();
    }
    value
}
