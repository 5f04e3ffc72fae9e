//! Replaces a file atomically.

use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::Error;

/// A file's new text, on disk next to it, but not yet in its place.
#[derive(Debug)]
pub(crate) struct Replacement<'a> {
    file: &'a Path,
    new: NamedTempFile,
}

impl<'a> Replacement<'a> {
    pub(crate) fn prepare(file: &'a Path, text: &str) -> Result<Self, Error> {
        let write = || {
            // In the same folder: a rename is atomic within one file system only.
            let mut new = NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
            new.write_all(text.as_bytes())?;
            // A temporary file is readable by its owner only.
            if let Ok(old) = fs::metadata(file) {
                new.as_file().set_permissions(old.permissions())?;
            }
            new.as_file().sync_all()?;
            Ok(new)
        };
        let new =
            write().map_err(|error: std::io::Error| format!("{}: {error}", file.display()))?;
        Ok(Self { file, new })
    }

    pub(crate) fn finish(self) -> Result<(), Error> {
        let file = self.file.display();
        self.new.persist(self.file).map_err(|error| format!("{file}: {}", error.error))?;
        Ok(())
    }
}
