//! Where a reference leads: to a place of its own file, or of another one.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use crate::tree::node::Node;

/// The file that a reference in `base` names, relative to the folder of the spec. `None` for a
/// reference within `base`, to the network, or to a place outside the folder.
pub(crate) fn file_of(base: &Path, reference: &str) -> Option<PathBuf> {
    let (file, _) = reference.split_once('#').unwrap_or((reference, ""));
    let has_scheme = file.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    if file.is_empty() || has_scheme {
        return None;
    }
    let file = unescape(file);
    let mut path = base.parent().map(Path::to_owned).unwrap_or_default();
    for component in Path::new(&*file).components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            _ => return None,
        }
    }
    Some(path)
}

impl<'a> Node<'a> {
    /// The target of the reference that this text is, if it has exactly one.
    pub(crate) fn follow(&self) -> Option<Node<'a>> {
        let reference = self.text()?;
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let root = if file.is_empty() {
            self.at.root()
        } else {
            let path = file_of(self.at.file(), reference);
            let root = path.and_then(|path| self.at.root_of(&path));
            root.or_else(|| self.at.with_id(file))?
        };
        match fragment.strip_prefix('/') {
            Some(keys) => keys.split('/').try_fold(root.into(), |node: Node<'a>, key| {
                let key = unescape(key);
                let key = key.replace("~1", "/").replace("~0", "~");
                node.get(&key).or_else(|| node.entries().nth(key.parse().ok()?))
            }),
            None if fragment.is_empty() && !file.is_empty() => Some(root.into()),
            None if fragment.is_empty() => None,
            None => root.anchor(&unescape(fragment)).map(Node::from),
        }
    }
}

/// A part of a reference without its percent encoding.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|code| str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}
