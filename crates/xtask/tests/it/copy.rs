//! A copy of the files that the commands read and write, and pages made from its documents.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Parser;
use tempfile::TempDir;
use xtask::{Args, Exit, Tree};

pub(crate) const V1: &str = "POST /v1/tracking/conversion";
pub(crate) const V2: &str = "POST /v2/tracking/conversion";

pub(crate) struct Copy(TempDir);

impl Copy {
    pub(crate) fn new() -> Self {
        let copy = Self(TempDir::new().unwrap());
        for folder in ["specs", "src/generated"] {
            fs::create_dir_all(copy.0.path().join(folder)).unwrap();
            let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
            for entry in fs::read_dir(original).unwrap() {
                let entry = entry.unwrap();
                let to = copy.0.path().join(folder).join(entry.file_name());
                fs::copy(entry.path(), to).unwrap();
            }
        }
        copy
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.path().join(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(file), text).unwrap();
    }

    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} does not hold {from}");
        self.write(file, text.replacen(from, to, 1));
    }

    /// A path in the copy, as an argument.
    pub(crate) fn path(&self, file: &str) -> String {
        self.0.path().join(file).to_str().unwrap().to_owned()
    }

    /// Every file of the copy, without pages.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for folder in ["specs", "src/generated"] {
            for entry in fs::read_dir(self.0.path().join(folder)).unwrap() {
                let name = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
                files.insert(name.clone(), self.read(&name));
            }
        }
        files
    }

    /// Runs `cargo xtask specs …`, and returns its exit and output, with paths relative to the copy.
    pub(crate) async fn specs(&self, args: &[&str]) -> (Exit, String) {
        let args = ["xtask", "specs"].iter().chain(args);
        let args = Args::try_parse_from(args).unwrap();
        let mut out = Vec::new();
        let ended = xtask::run(args, &Tree::new(self.0.path()), &mut out).await;
        let mut said = String::from_utf8(out).unwrap();
        let exit = ended.unwrap_or_else(|error| {
            said.push_str(&format!("error: {error}\n"));
            Exit::Failed
        });
        (exit, said.replace(&format!("{}/", self.0.path().display()), ""))
    }
}

/// A page as the vendor publishes it.
pub(crate) fn page(operation: &str, document: &str) -> String {
    format!("# Track Conversion\n\n\n\n## OpenAPI\n\n{}", block(operation, document))
}

pub(crate) fn block(operation: &str, document: &str) -> String {
    format!("````yaml {operation}\n{document}````\n")
}
