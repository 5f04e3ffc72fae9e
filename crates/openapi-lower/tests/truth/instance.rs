//! Random values of a schema, most of which are valid.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The name of a property that no document describes.
pub(crate) const UNDESCRIBED: &str = "x_undescribed";

/// Deeper schemas have only what they require.
const DEEP: usize = 5;

/// Deeper than any value that ends.
const ENDLESS: usize = 30;

const CHARACTERS: &[char] =
    &['a', 'b', 'Z', '0', '9', ' ', '-', '_', '.', '/', '"', '\\', '\u{e9}', '\u{1f600}', '\n'];

/// Makes values of the schemas of one document.
pub(crate) struct Instances<'d> {
    pub(crate) document: &'d Value,
    pub(crate) rng: Rng,
}

impl Instances<'_> {
    /// A value of the schema, or `None` if none was found.
    pub(crate) fn of(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let Some(fields) = schema.as_object() else {
            return (schema == true).then(|| self.any());
        };
        if depth > ENDLESS {
            return None;
        }
        if let Some(value) = fields.get("const") {
            return Some(value.clone());
        }
        if let Some(choices) = fields.get("enum").and_then(Value::as_array) {
            return self.rng.choice(choices).cloned();
        }
        let mut parts = Vec::new();
        if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
            let target = self
                .document
                .pointer(&reference.strip_prefix('#')?.replace("%7B", "{").replace("%7D", "}"))?;
            parts.push(self.of(&target.clone(), depth + 1)?);
        }
        for part in fields.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            parts.push(self.of(part, depth + 1)?);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(branches) = fields.get(key).and_then(Value::as_array) {
                let branch = self.rng.choice(branches)?;
                parts.push(self.of(branch, depth + 1)?);
            }
        }
        let says_type = ["type", "properties", "items", "additionalProperties"];
        if parts.is_empty() || says_type.iter().any(|key| fields.contains_key(*key)) {
            let own = self.own(fields, depth)?;
            let keep = parts.is_empty() || own.is_object();
            parts.extend(keep.then_some(own));
        }
        parts.into_iter().reduce(|all, part| match (all, part) {
            (Value::Object(mut all), Value::Object(part)) => {
                all.extend(part);
                Value::Object(all)
            }
            (_, part) => part,
        })
    }

    fn own(&mut self, fields: &Map<String, Value>, depth: usize) -> Option<Value> {
        let kind = match fields.get("type") {
            Some(Value::Array(kinds)) => self.rng.choice(kinds)?.as_str()?.to_owned(),
            Some(kind) => kind.as_str()?.to_owned(),
            None if fields.contains_key("properties") => "object".to_owned(),
            None if fields.contains_key("items") => "array".to_owned(),
            None => return Some(self.any()),
        };
        let nullable = fields.get("nullable").is_some_and(|it| it == true);
        Some(match kind.as_str() {
            "null" => Value::Null,
            _ if nullable && self.rng.u8(..4) == 0 => Value::Null,
            "boolean" => self.rng.bool().into(),
            "integer" => self.integer(fields).into(),
            "number" => self.number(fields),
            "string" => self.text(fields).into(),
            "array" => self.array(fields, depth)?,
            "object" => self.object(fields, depth)?,
            _ => return None,
        })
    }

    fn any(&mut self) -> Value {
        let values = [
            json!(null),
            json!(true),
            json!(7),
            json!(1.5),
            json!("x"),
            json!([1]),
            json!({ UNDESCRIBED: 1 }),
        ];
        self.rng.choice(values).unwrap_or_default()
    }

    fn integer(&mut self, fields: &Map<String, Value>) -> i64 {
        let bound = |key: &str| fields.get(key).and_then(Value::as_i64);
        let narrow = fields.get("format").is_some_and(|format| format == "int32");
        let (low, high) =
            if narrow { (i32::MIN.into(), i32::MAX.into()) } else { (i64::MIN, i64::MAX) };
        let unsigned = fields.get("format").and_then(Value::as_str).unwrap_or_default();
        let low = if unsigned.starts_with("uint") { 0 } else { low };
        let low = bound("minimum").unwrap_or(low);
        let high = bound("maximum").unwrap_or(high).max(low);
        match self.rng.u8(..4) {
            0 => low,
            1 => high,
            2 => self.rng.i64(low..=high),
            _ => self.rng.i64(low.max(-100)..=high.min(100).max(low.max(-100))),
        }
    }

    fn number(&mut self, fields: &Map<String, Value>) -> Value {
        let bound = |key: &str| fields.get(key).and_then(Value::as_f64);
        let low = bound("minimum").unwrap_or(-1e6);
        let high = bound("maximum").unwrap_or(low.abs() + 1e7);
        match self.rng.u8(..3) {
            0 => json!(low),
            1 => json!(((low + (high - low) * self.rng.f64()) * 100.0).round() / 100.0),
            _ => json!(low.ceil() as i64),
        }
    }

    fn text(&mut self, fields: &Map<String, Value>) -> String {
        let known = match fields.get("format").and_then(Value::as_str).unwrap_or_default() {
            "date-time" => Some("2024-02-29T23:59:59.123456Z"),
            "date" => Some("2024-02-29"),
            "uuid" => Some("67e55044-10b1-426f-9247-bb680e5fe0c8"),
            "email" => Some("jane@example.com"),
            "uri" | "url" => Some("https://example.com/?a=b%20c"),
            "ipv4" | "ip" => Some("192.0.2.1"),
            "ipv6" => Some("2001:db8::1"),
            _ => None,
        };
        if let Some(known) = known {
            return known.to_owned();
        }
        let bound = |key: &str| fields.get(key).and_then(Value::as_u64).map(|it| it as usize);
        let low = bound("minLength").unwrap_or(0);
        let high = bound("maxLength").unwrap_or(low + 8).clamp(low, low + 8);
        let count = self.rng.usize(low..=high);
        (0..count).filter_map(|_| self.rng.choice(CHARACTERS).copied()).collect()
    }

    fn array(&mut self, fields: &Map<String, Value>, depth: usize) -> Option<Value> {
        let bound = |key: &str| fields.get(key).and_then(Value::as_u64).map(|it| it as usize);
        let low = bound("minItems").unwrap_or(0);
        let more = if depth > DEEP { 0 } else { self.rng.usize(..3) };
        let count = (low + more).min(bound("maxItems").unwrap_or(usize::MAX));
        let any = json!(true);
        let items = fields.get("items").unwrap_or(&any);
        (0..count).map(|_| self.of(items, depth + 1)).collect::<Option<Vec<_>>>().map(Value::from)
    }

    fn object(&mut self, fields: &Map<String, Value>, depth: usize) -> Option<Value> {
        let required: Vec<_> =
            fields.get("required").and_then(Value::as_array).into_iter().flatten().collect();
        let mut object = Map::new();
        for (name, schema) in
            fields.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let needed = required.iter().any(|it| *it == name);
            if needed || depth <= DEEP && self.rng.bool() {
                match self.of(schema, depth + 1) {
                    Some(value) => drop(object.insert(name.clone(), value)),
                    None if needed => return None,
                    None => {}
                }
            }
        }
        match fields.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            Some(schema) if depth <= DEEP => {
                for name in ["first key", "other-key"] {
                    if self.rng.bool() {
                        object.extend(
                            self.of(schema, depth + 1).map(|value| (name.to_owned(), value)),
                        );
                    }
                }
            }
            _ if self.rng.u8(..8) == 0 => drop(object.insert(UNDESCRIBED.to_owned(), json!(1))),
            _ => {}
        }
        Some(object.into())
    }
}
