//! The files that the commands read and write.

use std::fs;
use std::path::{Path, PathBuf};

use openapi_lower::Spec;
use serde_json::Value;

use crate::Error;

/// The reviewed copies of the generated code, by module.
const GOLDEN: &str = "src/generated";
const SPECS: &str = "specs";

/// A work tree: the folder that holds `specs/`.
#[derive(Clone, Debug)]
pub struct Tree(PathBuf);

impl Tree {
    /// The tree at this folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }

    /// Every spec, by name.
    pub(crate) fn specs(&self) -> Result<Vec<Spec>, Error> {
        Ok(Spec::folder(self.0.join(SPECS))?)
    }

    pub(crate) fn spec(&self, name: &str) -> Result<Spec, Error> {
        let specs = self.specs()?;
        let names: Vec<_> = specs.iter().map(self::name).collect();
        let known = names.join(", ");
        let found = specs.into_iter().find(|spec| self::name(spec) == name);
        found.ok_or_else(|| format!("no spec is called {name}; there are: {known}").into())
    }

    pub(crate) fn readme(&self) -> PathBuf {
        self.0.join(SPECS).join("README.md")
    }

    pub(crate) fn golden(&self) -> PathBuf {
        self.0.join(GOLDEN)
    }

    /// The path of a file relative to this folder, for messages.
    pub(crate) fn short<'a>(&self, file: &'a Path) -> &'a Path {
        file.strip_prefix(&self.0).unwrap_or(file)
    }
}

/// The document of a spec, without the overlay.
pub(crate) fn file(spec: &Spec) -> &Path {
    spec.inputs().next().unwrap_or(Path::new(""))
}

/// The overlay of a spec, if it has one.
pub(crate) fn overlay(spec: &Spec) -> Option<&Path> {
    spec.inputs().nth(1)
}

/// The name of a spec, such as `tracking-v2`.
pub(crate) fn name(spec: &Spec) -> String {
    file(spec).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

pub(crate) fn text(spec: &Spec) -> Result<String, Error> {
    let file = file(spec);
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// The operations of a document, written as on the vendor's pages: `POST /v2/tracking/conversion`.
pub(crate) fn operations(document: &Value) -> Vec<String> {
    const METHODS: [&str; 8] =
        ["delete", "get", "head", "options", "patch", "post", "put", "trace"];
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let methods = paths.flat_map(|(path, item)| {
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    methods.collect()
}
