//! A copy of what the package is built from, to change a spec in and to build for real.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

/// There is one, so whoever makes it waits for the one before.
pub(crate) struct Copy(PathBuf, #[allow(dead_code)] MutexGuard<'static, ()>);

static ONE: Mutex<()> = Mutex::new(());

/// The version of the copy: compatible with every version of the same minor.
pub(crate) const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"), ".9999");

/// What became of a build.
pub(crate) struct Built {
    pub(crate) passed: bool,
    /// What cargo says to a person.
    pub(crate) output: String,
    /// The code that the build script generated, pretty; `None` where it did not run.
    pub(crate) generated: Option<String>,
}

impl Copy {
    pub(crate) fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        // Always the same place, so that what is built from it does not pile up.
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("copy");
        let copy = Self(place, ONE.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = fs::remove_dir_all(&copy.0);
        fs::create_dir_all(&copy.0).unwrap();
        let files = ["Cargo.toml", "Cargo.lock", "build.rs", "README.md"];
        let folders = ["benches", "crates", "examples", "specs", "src", "tests"];
        for entry in files.into_iter().chain(folders) {
            copy_all(&root.join(entry), &copy.0.join(entry));
        }
        // Cargo tells packages of one target folder apart by their version, not by their place:
        // under the same one the copy's code would take the place of the tree's.
        let version = |version: &str| format!("\nversion = \"{version}\"\n");
        let manifest = copy.read("Cargo.toml");
        let renamed = manifest.replacen(&version(env!("CARGO_PKG_VERSION")), &version(VERSION), 1);
        assert_ne!(manifest, renamed);
        copy.write("Cargo.toml", &renamed);
        copy
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).unwrap();
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.0.join(file)).unwrap();
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    /// The specs as they are in the tree.
    pub(crate) fn reset(&self) {
        let _ = fs::remove_dir_all(self.0.join("specs"));
        copy_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specs"), &self.0.join("specs"));
    }

    /// Runs `cargo check`. Dependencies are taken from the target folder of this test, where they
    /// are built already.
    pub(crate) fn build(&self) -> Built {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let Output { status, stdout, stderr } = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--verbose", "--package", "reditus", "--color", "never"])
            .arg("--message-format=json-diagnostic-short,json-render-diagnostics")
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", target)
            .env("RUST_BACKTRACE", "1")
            .output()
            .unwrap();
        let output = String::from_utf8(stderr).unwrap();
        let ran = |line: &str| line.contains("Running") && line.contains("build-script-build");
        let generated = output.lines().any(ran).then(|| generated(&stdout)).flatten();
        Built { passed: status.success(), output, generated }
    }
}

/// The generated code, found by what cargo says of the build script of this package.
fn generated(messages: &[u8]) -> Option<String> {
    let messages = serde_json::Deserializer::from_slice(messages).into_iter::<Value>();
    let out = messages.filter_map(Result::ok).find_map(|message| {
        let ours = message["package_id"].as_str()?.contains("copy#reditus@");
        ours.then(|| message["out_dir"].as_str().map(PathBuf::from))?
    })?;
    let code = fs::read_to_string(out.join("generated.rs")).unwrap();
    Some(prettyplease::unparse(&syn::parse_file(&code).unwrap()))
}

fn copy_all(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy_all(&entry.path(), &to.join(entry.file_name()));
    }
}
