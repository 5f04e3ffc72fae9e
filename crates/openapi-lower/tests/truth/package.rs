//! A package of generated code in a folder of its own, compiled and run.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_lower::Dependency;

pub(crate) struct Package {
    folder: PathBuf,
}

impl Package {
    /// Depends on what these lines name, and on nothing else.
    pub(crate) fn new(name: &str, dependencies: &BTreeSet<String>) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n"
        );
        dependencies.iter().for_each(|line| writeln!(manifest, "{line}").unwrap());
        manifest += "\n[profile.dev]\ndebug = false\n\n[workspace]\n";
        let package = Self { folder };
        package.write("Cargo.toml", &manifest);
        package
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap();
    }

    /// What it prints.
    pub(crate) fn run(&self) -> String {
        // The dependencies are compiled already, for this test.
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline", "-j2", "--target-dir"])
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."))
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// With the features of the workspace, so that nothing is compiled twice.
pub(crate) fn line(dependency: &Dependency) -> String {
    let line = dependency.to_string();
    match dependency.name() {
        "chrono" | "reqwest" => line.replace("features", "default-features = false, features"),
        _ => line,
    }
}
