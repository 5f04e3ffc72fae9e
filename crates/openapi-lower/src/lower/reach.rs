//! Which component schemas answers use.

use serde_json::Value;

use crate::lower::Lowering;
use crate::lower::components::schema_name;

impl<'a> Lowering<'a> {
    /// Finds every component schema that an answer refers to, itself or through others.
    ///
    /// What only requests use may be strict. What an answer uses must be read whatever it holds.
    /// Anything that looks like a reference counts: a schema that is taken for one of an answer
    /// is only read more loosely.
    pub(super) fn find_answers(&mut self) {
        let components = self.root.get("components");
        let group = |name| components.as_ref().and_then(|components| components.get(name));
        let schemas = group("schemas").and_then(|schemas| schemas.value.as_object());
        let mut open: Vec<&'a Value> =
            group("responses").map(|group| group.value).into_iter().collect();
        for (_, path) in self.root.get("paths").map(|paths| paths.fields()).unwrap_or_default() {
            let operations = path.fields().into_iter();
            open.extend(
                operations.filter_map(|(_, operation)| Some(operation.get("responses")?.value)),
            );
        }
        while let Some(value) = open.pop() {
            match value {
                Value::Object(fields) => {
                    let name = fields.get("$ref").and_then(Value::as_str).and_then(schema_name);
                    let target = name.and_then(|name| schemas?.get_key_value(name));
                    if let Some((name, schema)) = target
                        && self.answers.insert(name)
                    {
                        open.push(schema);
                    }
                    open.extend(fields.values());
                }
                Value::Array(entries) => open.extend(entries),
                _ => {}
            }
        }
    }
}
