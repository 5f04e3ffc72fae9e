//! What the library takes without a word and does not obey.

use crate::node::{Node, Pointer};
use crate::overlay::union;

/// The keys that one version of the specification defines.
pub(super) struct Keys {
    root: &'static [&'static str],
    info: &'static [&'static str],
    action: &'static [&'static str],
}

pub(super) const V1_0: Keys = Keys {
    root: &["overlay", "info", "extends", "actions"],
    info: &["title", "version"],
    action: &["target", "description", "update", "remove"],
};

pub(super) const V1_1: Keys = Keys {
    root: V1_0.root,
    info: &["title", "version", "description"],
    action: &["target", "description", "update", "remove", "copy"],
};

/// Reports each key that is not defined, each action that does not say why it is there, and
/// each target that holds more than one.
pub(super) fn check(root: &Node<'_>, keys: &Keys, mut problem: impl FnMut(&Pointer, String, &str)) {
    let mut known = |node: &Node<'_>, keys: &[&str]| {
        for (key, field) in node.fields() {
            if !keys.contains(&key) && !key.starts_with("x-") {
                let what = format!("`{key}` is not a key that this version of Overlay has");
                problem(&field.at, what, &format!("write one of: {}", keys.join(", ")));
            }
        }
    };
    known(root, keys.root);
    if let Some(info) = root.get("info") {
        known(&info, keys.info);
    }
    let actions = root.get("actions").map(|actions| actions.entries()).unwrap_or_default();
    for action in &actions {
        known(action, keys.action);
    }
    if actions.is_empty() {
        let what = "the overlay has no actions".to_owned();
        problem(&root.at.child("actions"), what, "add one, or delete the file");
    }
    for action in &actions {
        let text = |key| action.get(key).and_then(|value| value.text()).unwrap_or_default();
        if text("description").trim().is_empty() {
            let what = "the action does not say why it is there".to_owned();
            problem(&action.at, what, "add a `description` that does");
        }
        for key in ["target", "copy"] {
            if union::is_in(text(key)) {
                let what =
                    format!("`{}` is a union, which matches when one of its parts does", text(key));
                problem(&action.at.child(key), what, "write one action for each part");
            }
        }
    }
}
