//! The files that references of a document lead to.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::problem::{Problem, Problems};
use crate::read;
use crate::tree::{Node, Tree, file_of};

/// A bound on the files of one document.
const MAX_FILES: usize = 1000;

/// Keys whose values are data, not references.
const DATA: &[&str] = &["example", "examples", "default", "enum", "const"];

/// A file that a reference leads to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attached {
    /// Relative to the folder of the spec.
    pub(crate) path: PathBuf,
    pub(crate) value: Value,
}

/// Reads all files that references lead to, directly or through other files. References to the
/// network, or out of the folder of the spec, are not followed.
///
/// # Errors
///
/// When such a file cannot be read, or there are too many.
pub(super) fn attached(file: &Path, document: &Value) -> Result<Vec<Attached>, Problems> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let name = PathBuf::from(file.file_name().unwrap_or_default());
    let mut problems = Vec::new();
    let mut known = vec![name.clone()];
    let mut attached = Vec::<Attached>::new();
    // Only what lowering looks at: documentation refers to files, too.
    let parts = ["paths", "components"].into_iter();
    let parts = parts.filter_map(|key| Some((key, document.get(key)?)));
    let mut found: Vec<_> = parts.flat_map(|(key, part)| references(&name, key, part)).collect();
    let mut done = 0;
    loop {
        for Reference { base, pointer, path } in std::mem::take(&mut found) {
            if known.contains(&path) {
                continue;
            }
            known.push(path.clone());
            let at = folder.join(&base);
            if known.len() > MAX_FILES {
                let what = format!("references lead to more than {MAX_FILES} files");
                return Err(Problem::new(at, pointer, what, "merge some of them").into());
            }
            match inside(folder, &path) {
                Err(error) => {
                    let what = format!("{} cannot be read: {error}", path.display());
                    let fix = "add the file, or correct the reference in the overlay";
                    problems.push(Problem::new(at, pointer, what, fix));
                }
                Ok(file) => match read::read(&file) {
                    Ok(value) => attached.push(Attached { path, value }),
                    Err(found) => problems.extend(found),
                },
            }
        }
        let Some(Attached { path, value }) = attached.get(done) else { break };
        found = references(path, "", value);
        done += 1;
    }
    Problems::check(problems).map(|()| attached)
}

/// The file, if it is a file inside the folder after all symbolic links are followed.
fn inside(folder: &Path, path: &Path) -> std::io::Result<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let file = folder.join(path);
    let target = fs::canonicalize(&file)?;
    if !target.starts_with(fs::canonicalize(folder)?) {
        return Err(std::io::Error::other("it is a link out of the folder of the spec"));
    }
    if !target.is_file() {
        return Err(std::io::Error::other("not a file"));
    }
    Ok(file)
}

/// A reference to a file.
struct Reference {
    base: PathBuf,
    pointer: String,
    path: PathBuf,
}

/// The references of a value to files. `key` is the key of the value in its file.
fn references(base: &Path, key: &str, value: &Value) -> Vec<Reference> {
    let tree = Tree::of(value);
    let mut found = Vec::new();
    let mut open = vec![Node::from(tree.root())];
    while let Some(node) = open.pop() {
        for (name, child) in node.children() {
            match child.text() {
                Some(text) if name == "$ref" => {
                    if let Some(path) = file_of(base, text) {
                        let prefix = if key.is_empty() { String::new() } else { format!("/{key}") };
                        let pointer = format!("{prefix}{}", child.at);
                        found.push(Reference { base: base.to_owned(), pointer, path });
                    }
                }
                _ if DATA.contains(&name) || name.starts_with("x-") => {}
                _ => open.push(child),
            }
        }
    }
    found
}
