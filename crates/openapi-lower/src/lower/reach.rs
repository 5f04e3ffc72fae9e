//! What answers use.

use serde_json::Value;

use crate::id::IdSet;
use crate::lower::Lowering;
use crate::node::Node;

impl<'a> Lowering<'a> {
    /// Finds every schema that an answer refers to, itself or through others, and what tells the
    /// branches of its unions apart.
    ///
    /// What only requests use may be strict. What an answer uses must be read whatever it holds.
    /// Anything that looks like a reference counts: a schema that is taken for one of an answer
    /// is only read more loosely.
    pub(super) fn find_answers(&mut self) {
        let mut open = Vec::new();
        let group = |name| self.root.get("components").and_then(|components| components.get(name));
        open.extend(group("responses"));
        for paths in [self.root.get("paths"), group("pathItems")].into_iter().flatten() {
            for (_, path) in paths.fields() {
                open.extend(path.fields().filter_map(|(_, operation)| operation.get("responses")));
            }
        }
        let mut seen = IdSet::default();
        let mut unions = Vec::new();
        while let Some(node) = open.pop() {
            if !seen.insert(node.id()) {
                continue;
            }
            for (key, inner) in node.inner() {
                match inner.value {
                    Value::Object(_) | Value::Array(_) => {
                        if matches!(key, "oneOf" | "anyOf") {
                            unions.push(inner);
                        }
                        open.push(inner);
                    }
                    Value::String(reference) if key == "$ref" => {
                        let target = self.root.locate(reference);
                        self.answers.extend(target.iter().map(Node::id));
                        open.extend(target);
                    }
                    _ => {}
                }
            }
        }
        unions.iter().for_each(|union| self.find_tags(union));
    }
}
