//! Objects and maps.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::schema::Draft;

impl<'a> Lowering<'a> {
    pub(super) fn properties(&mut self, draft: &mut Draft<'a, '_>, node: &Node<'a>) {
        let mut fields = BTreeMap::new();
        let mut properties = Map::new();
        for (name, property) in self.fields(node) {
            if let Some(other) = fields.insert(names::snake(name), name) {
                let what = format!("`{name}` and `{other}` make one Rust field");
                self.refuse(&property.at, what, "remove one of the two in the overlay");
            }
            let lowered = self.schema(&property, &draft.place.inner(name));
            properties.insert(name.to_owned(), lowered);
        }
        draft.keep("properties", properties);
    }

    pub(super) fn required(&mut self, draft: &mut Draft<'a, '_>, node: &Node<'a>) {
        let mut names = Vec::new();
        for entry in self.entries(node) {
            let name = self.text(&entry);
            // Two overlay actions that both add to the list would go unseen.
            if names.contains(&name) {
                self.refuse(&entry.at, format!("`{name}` is here twice"), "name it once");
            }
            names.push(name);
        }
        // 3.0 has no empty list.
        if !names.is_empty() {
            draft.keep("required", names);
        }
    }

    pub(super) fn additional_properties(&mut self, draft: &mut Draft<'a, '_>, node: &Node<'a>) {
        match node.value {
            // The same as to say nothing.
            Value::Bool(true) => {}
            Value::Bool(false) => {
                self.relax(&node.at, "others are read: a new property is no error")
            }
            _ if draft.original.get("properties").is_some() => self.refuse(
                &node.at,
                "`additionalProperties` beside `properties` is not supported yet",
                "remove one of the two in the overlay",
            ),
            _ => {
                let values = self.schema(node, &draft.place.inner("value"));
                draft.keep("additionalProperties", values);
            }
        }
    }
}
