//! Where the values of schemas travel.

use std::collections::HashSet;

use serde_json::Value;

use crate::component::{Components, Direction};
use crate::tree::Node;

/// Marks every schema that a body refers to, itself or through others, with the direction of the
/// body, and finds what tells the branches of unions in responses apart.
///
/// A type that only requests use may be strict. A type that a response uses must read whatever
/// arrives. Anything that looks like a reference is followed: a schema taken for one of a response
/// is only read more loosely.
pub(super) fn mark_directions<'a>(root: &Node<'a>, components: &mut Components<'a>) {
    let unions = mark(root, components, Direction::Response, "responses", "responses");
    unions.iter().for_each(|union| components.find_tags(union));
    mark(root, components, Direction::Request, "requestBodies", "requestBody");
}

/// Marks what is reached from a group of the components, and from a key of every operation.
/// Returns the unions on the way.
fn mark<'a>(
    root: &Node<'a>,
    components: &mut Components<'a>,
    direction: Direction,
    group: &str,
    key_of_operation: &str,
) -> Vec<Node<'a>> {
    let mut open = Vec::new();
    let in_components = |name| root.get("components").and_then(|groups| groups.get(name));
    open.extend(in_components(group));
    for paths in [root.get("paths"), in_components("pathItems")].into_iter().flatten() {
        for (_, item) in paths.fields() {
            let target = item.get("$ref").and_then(|reference| reference.follow());
            for item in [Some(item), target].into_iter().flatten() {
                let operations = item.fields().map(|(_, operation)| operation);
                open.extend(operations.filter_map(|operation| operation.get(key_of_operation)));
            }
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
                Value::String(_) if matches!(key, "$ref" | "$dynamicRef") => {
                    let target = child.follow();
                    target.iter().for_each(|target| components.travels(target, direction));
                    open.extend(target);
                }
                _ => {}
            }
        }
    }
    unions
}
