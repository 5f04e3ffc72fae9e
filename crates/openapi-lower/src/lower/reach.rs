//! What responses use.

use std::collections::HashSet;

use serde_json::Value;

use crate::component::Components;
use crate::tree::Node;

/// Marks every schema that a response refers to, itself or through others, and finds what tells
/// the branches of its unions apart.
///
/// A type that only requests use may be strict. A type that a response uses must read whatever
/// arrives. Anything that looks like a reference is followed: a schema taken for one of a response
/// is only read more loosely.
pub(super) fn mark_responses<'a>(root: &Node<'a>, components: &mut Components<'a>) {
    let mut open = Vec::new();
    let group = |name| root.get("components").and_then(|components| components.get(name));
    open.extend(group("responses"));
    for paths in [root.get("paths"), group("pathItems")].into_iter().flatten() {
        for (_, path) in paths.fields() {
            open.extend(path.fields().filter_map(|(_, operation)| operation.get("responses")));
        }
    }
    let mut seen = HashSet::new();
    let mut unions = Vec::new();
    while let Some(node) = open.pop() {
        if !seen.insert(node.id()) {
            continue;
        }
        for (key, child) in node.children() {
            match child.value {
                Value::Object(_) | Value::Array(_) => {
                    if matches!(key, "oneOf" | "anyOf") {
                        unions.push(child);
                    }
                    open.push(child);
                }
                Value::String(reference) if key == "$ref" => {
                    let target = root.locate(reference);
                    target.iter().for_each(|target| components.is_read(target));
                    open.extend(target);
                }
                _ => {}
            }
        }
    }
    unions.iter().for_each(|union| components.find_tags(union));
}
