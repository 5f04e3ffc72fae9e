//! Paths.

use crate::tree::Node;

/// The operations of a path, as OpenAPI names them.
pub(super) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of the original.
pub(super) struct Operation<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) item: Node<'a>,
    pub(super) node: Node<'a>,
}

impl Operation<'_> {
    pub(super) fn is_named(&self) -> bool {
        self.node.get("operationId").is_some_and(|id| id.text().is_some_and(|id| !id.is_empty()))
    }
}

/// The parameters that a path names, in order, if progenitor would make the URL that it means.
pub(super) fn template(path: &str) -> Result<Vec<&str>, &'static str> {
    // progenitor builds the URL almost from the path as it is.
    if !path.starts_with('/') {
        return Err("the path does not start with `/`");
    }
    if path.contains("//") {
        return Err("requests would go to another path: `//` becomes `/`");
    }
    let fixed = path.split(['?', '#']).next().unwrap_or_default();
    let is_dots =
        |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    // Tabs and line breaks are removed from a URL.
    if fixed.contains(['\\', '\t', '\n', '\r']) || fixed.split('/').any(is_dots) {
        return Err("requests would go to another path: `.`, `..` and `\\` lead elsewhere");
    }
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once(['{', '}']) {
        let opened = rest.as_bytes().get(before.len()) == Some(&b'{');
        let Some((name, after)) = after.split_once('}').filter(|_| opened) else {
            return Err("the braces in the path do not match");
        };
        if name.contains(['{', '/']) || name.is_empty() {
            return Err("the braces in the path do not match");
        }
        if path[..path.len() - rest.len() + before.len()].contains(['?', '#']) {
            return Err("a parameter after `?` or `#` would not be escaped correctly");
        }
        if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    Ok(names)
}
