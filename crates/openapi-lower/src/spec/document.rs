//! A parsed spec.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A parsed spec, its overlay applied: what [`lower`](crate::lower()) reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    file: PathBuf,
    value: Value,
}

impl Document {
    /// A document from a value that was read elsewhere; problems will name `file`.
    pub fn new(file: impl Into<PathBuf>, value: Value) -> Self {
        Self { file: file.into(), value }
    }

    /// The file it was read from.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The whole document.
    pub fn value(&self) -> &Value {
        &self.value
    }
}
