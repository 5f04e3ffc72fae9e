//! The version of a document.

use std::path::Path;

use serde_json::Value;

use crate::original::Version;
use crate::problem::Problem;
use crate::tree::{Node, Tree};

/// Deeper than any real document, and far from overflowing a stack.
const MAX_DEPTH: usize = 128;

/// The version of a document that can be lowered.
///
/// # Errors
///
/// When it is another version, or nested too deeply.
pub(super) fn version(file: &Path, tree: &Tree<'_>) -> Result<Version, Problem> {
    let root = Node::from(tree.root());
    let version = named(&root).map_err(|(what, fix)| Problem::new(file, root.at, what, fix))?;
    match tree.deeper_than(MAX_DEPTH) {
        Some(at) => {
            let what = format!("more than {MAX_DEPTH} levels deep");
            Err(Problem::at(file, &at.to_string(), what, "move inner schemas to components"))
        }
        None => Ok(version),
    }
}

/// The version that a document names, or what it is instead and how to fix that.
fn named(root: &Node<'_>) -> Result<Version, (String, &'static str)> {
    let start = "start it with `openapi: 3.1.0`";
    let Some(openapi) = root.get("openapi") else {
        return Err(match root.get("swagger") {
            Some(_) => (
                "a document of Swagger 2.0, not of OpenAPI 3".to_owned(),
                "convert it first, for example with `swagger2openapi`",
            ),
            None => ("not an OpenAPI document of version 3.2, 3.1 or 3.0".to_owned(), start),
        });
    };
    let text = match openapi.value {
        Value::String(text) => text.as_str(),
        // YAML reads `openapi: 3.1` as a number.
        Value::Number(number) => {
            let what = format!("`openapi: {number}` is a number, not a version of three parts");
            return Err((what, "write it in full, such as `openapi: 3.1.0`"));
        }
        _ => return Err(("`openapi` is not a version".to_owned(), start)),
    };
    match text.rsplit_once('.') {
        Some(("3.0", _)) => Ok(Version::V3_0),
        // What is new in 3.2 is handled where it stands.
        Some(("3.1" | "3.2", _)) => Ok(Version::V3_1),
        Some(("3", _)) => Err((
            format!("`openapi: {text}` is not a version of three parts"),
            "write it in full, such as `openapi: 3.1.0`",
        )),
        _ => Err((
            format!("OpenAPI {text} is not one of the versions 3.2, 3.1 and 3.0"),
            "convert it to one of them",
        )),
    }
}
