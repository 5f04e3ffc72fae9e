//! A spec: a file, and the overlay next to it.

use std::path::{Path, PathBuf};

use crate::problem::Problems;
use crate::{names, overlay, read};

mod bundle;
mod document;
mod folder;

pub use document::Document;

/// An OpenAPI document in a file, and the overlay that corrects it, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    file: PathBuf,
    overlay: Option<PathBuf>,
}

impl Spec {
    /// Every spec of a folder, sorted by name, each with its overlay.
    ///
    /// A spec is a file that ends in `.yaml`, `.yml` or `.json`; `<stem>.overlay.*` with one of
    /// these endings is the overlay of `<stem>.*`. Other files, hidden files and subfolders are
    /// ignored. So are files without any of the words `openapi`, `swagger`, `info` and `paths`: they
    /// are parts that other documents refer to.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read, when an overlay has no spec or a spec two overlays, or when
    /// two specs would make the same module.
    pub fn folder(path: impl AsRef<Path>) -> Result<Vec<Self>, Problems> {
        folder::specs(path.as_ref())
    }

    /// A spec without an overlay.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { file: path.into(), overlay: None }
    }

    /// The same spec with this overlay instead of any other.
    pub fn with_overlay(self, path: impl Into<PathBuf>) -> Self {
        Self { overlay: Some(path.into()), ..self }
    }

    /// The name of a Rust module for it: `pets-v2.yaml` makes `pets_v2`.
    ///
    /// It is a valid identifier and never a keyword, whatever the name of the file.
    pub fn module(&self) -> String {
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        names::module(&stem)
    }

    /// The document and its overlay, for a build script to have cargo watch.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        [Some(&self.file), self.overlay.as_ref()].into_iter().flatten().map(PathBuf::as_path)
    }

    /// Reads the document, applies the overlay, and reads the files that references lead to.
    ///
    /// These are read from the folder of the document and below it, never from elsewhere and never
    /// from the network. [`Document::references`] lists them.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, is not YAML or JSON, or is larger than 16 MiB; when the overlay
    /// is malformed, or one of its actions no longer matches the document. All problems in that
    /// file are reported.
    pub fn read(&self) -> Result<Document, Problems> {
        let mut value = read::read(&self.file)?;
        if let Some(file) = &self.overlay {
            value = overlay::apply(file, &read::read(file)?, &self.file, value)?;
        }
        let mut document = Document::new(&self.file, value);
        document.attached = bundle::attached(&self.file, document.value())?;
        Ok(document)
    }
}
