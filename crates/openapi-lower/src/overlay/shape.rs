//! What the library accepts but ignores.

use std::fmt::Display;

use crate::overlay::union;
use crate::tree::Node;

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

/// Reports each unknown key, each action without a description, and each target that is a union.
pub(super) fn check(
    root: &Node<'_>,
    keys: &Keys,
    mut problem: impl FnMut(&dyn Display, String, &str),
) {
    let actions = root.get("actions").map(|actions| actions.entries());
    let actions: Vec<_> = actions.into_iter().flatten().collect();
    let parts = [(Some(*root), keys.root), (root.get("info"), keys.info)];
    let parts = parts.into_iter().filter_map(|(part, keys)| Some((part?, keys)));
    for (part, keys) in parts.chain(actions.iter().map(|action| (*action, keys.action))) {
        for (key, field) in part.fields() {
            if !keys.contains(&key) && !key.starts_with("x-") {
                let what = format!("unknown key `{key}` in this version of Overlay");
                problem(&field.at, what, &format!("use one of: {}", keys.join(", ")));
            }
        }
    }
    for key in ["title", "version"] {
        if text(root.get("info").as_ref(), key).trim().is_empty() {
            let what = format!("the overlay has no `{key}`");
            problem(&format_args!("{}/info", root.at), what, "add it");
        }
    }
    if actions.is_empty() {
        let what = "the overlay has no actions".to_owned();
        problem(&format_args!("{}/actions", root.at), what, "add one, or delete the file");
    }
    for action in &actions {
        if text(Some(action), "description").trim().is_empty() {
            let what = "the action has no description".to_owned();
            problem(&action.at, what, "add a `description` that says why the action is there");
        }
        for key in ["target", "copy"] {
            let path = text(Some(action), key);
            if union::is_in(path) {
                let what = format!(
                    "`{path}` is a union, which matches even if only one of its parts does"
                );
                problem(
                    &format_args!("{}/{key}", action.at),
                    what,
                    "write one action for each part",
                );
            }
        }
    }
}

fn text<'a>(node: Option<&Node<'a>>, key: &str) -> &'a str {
    node.and_then(|node| node.get(key)?.text()).unwrap_or_default()
}
