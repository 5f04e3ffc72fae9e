//! A parsed spec.

use std::iter;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::spec::bundle::Attached;

/// A parsed spec with its overlay applied: what [`lower`](crate::lower()) reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    file: PathBuf,
    value: Value,
    /// The files that references lead to.
    pub(super) attached: Vec<Attached>,
}

impl Document {
    /// A document from a value that was read elsewhere; problems will name `file`.
    ///
    /// References to other files have no target: [`Spec::read`](crate::Spec::read) reads them.
    pub fn new(file: impl Into<PathBuf>, value: Value) -> Self {
        Self { file: file.into(), value, attached: Vec::new() }
    }

    /// The file it was read from.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The whole document, without the files that it refers to.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The files that references lead to, for a build script to have cargo watch.
    ///
    /// They are in the folder of the document or below it.
    pub fn references(&self) -> impl Iterator<Item = PathBuf> {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        self.attached.iter().map(move |attached| folder.join(&attached.path))
    }

    /// All files, relative to the folder of the document, which is the first.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Path, &Value)> {
        let name = self.file.file_name().map_or(Path::new(""), Path::new);
        let attached = self.attached.iter().map(|file| (file.path.as_path(), &file.value));
        iter::once((name, &self.value)).chain(attached)
    }
}
