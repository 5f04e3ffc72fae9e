//! A copy of the workspace, in which a test changes a spec and then runs the real build.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use serde_json::Value;

/// There is only one copy, so the next test waits until the previous one drops it.
pub(crate) struct Copy(PathBuf, #[allow(dead_code)] MutexGuard<'static, ()>);

static ONE: Mutex<()> = Mutex::new(());

/// The version of the copy: compatible with every version of the same minor.
pub(crate) const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"), ".9999");

/// The result of a build.
pub(crate) struct Built {
    pub(crate) passed: bool,
    /// What cargo prints when it is asked to print nothing but errors.
    pub(crate) output: String,
    /// Whether the build script ran and wrote the generated code.
    pub(crate) generated: bool,
    /// The generated code, pretty-printed; empty if the build script failed.
    pub(crate) code: String,
}

impl Copy {
    pub(crate) fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        // Always in the same place: a new one for each run would pile up in the target folder.
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("copy");
        let copy = Self(place, ONE.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = fs::remove_dir_all(&copy.0);
        fs::create_dir_all(&copy.0).unwrap();
        let files = ["Cargo.toml", "Cargo.lock", "build.rs", "README.md"];
        let folders = ["benches", "crates", "examples", "specs", "src", "tests"];
        for entry in files.into_iter().chain(folders) {
            copy_all(&root.join(entry), &copy.0.join(entry));
        }
        // What is newer than its last build is built again. These were built for this test.
        copy_times(&root.join("crates"), &copy.0.join("crates"));
        copy.rename_version();
        copy.write(&format!("tests/{EMPTY}.rs"), "//! Builds the library, and nothing else.\n");
        copy
    }

    /// Cargo tells the packages in one target folder apart by their version, not by their path:
    /// with the same version, the copy's code would replace the tree's.
    fn rename_version(&self) {
        let package = |version: &str| format!("\nname = \"reditus\"\nversion = \"{version}\"\n");
        let tree = package(env!("CARGO_PKG_VERSION"));
        for (file, from) in
            [("Cargo.toml", "\nversion.workspace = true\n"), ("Cargo.lock", tree.as_str())]
        {
            let before = self.read(file);
            let to = match file {
                "Cargo.toml" => format!("\nversion = \"{VERSION}\"\n"),
                _ => package(VERSION),
            };
            let after = before.replacen(from, &to, 1);
            assert_ne!(before, after, "{file}");
            self.write(file, &after);
        }
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

    /// Builds the library with the dependencies that were built for this test.
    ///
    /// They are the same only if the features are, and those depend on what is selected: hence
    /// `cargo test --workspace`, of a target that needs nothing but the library. After another
    /// command, such as `cargo test -p reditus`, cargo first builds what differs.
    pub(crate) fn build(&self) -> Built {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let started = self.now();
        let Output { status, stdout, stderr } = Command::new(env!("CARGO"))
            .args(["test", "--no-run", "--workspace", "--test", EMPTY])
            .args(["--locked", "--quiet", "--color", "never"])
            .arg("--message-format=json-diagnostic-short,json-render-diagnostics")
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", target)
            .env("RUST_BACKTRACE", "1")
            .output()
            .unwrap();
        let output = String::from_utf8(stderr).unwrap();
        let file = generated(&stdout);
        let generated = file.as_ref().is_some_and(|file| modified(file) >= started);
        let code = file.map(|file| pretty(&file)).unwrap_or_default();
        Built { passed: status.success(), output, generated, code }
    }

    /// The time by the clock that files are stamped with, which may lag behind the system's.
    fn now(&self) -> SystemTime {
        self.write("now", "");
        modified(&self.path("now"))
    }
}

/// A test target that is in the copy only.
const EMPTY: &str = "empty";

/// The file of generated code, found by what cargo reports about the copy's build script.
fn generated(messages: &[u8]) -> Option<PathBuf> {
    let messages = serde_json::Deserializer::from_slice(messages).into_iter::<Value>();
    let out = messages.filter_map(Result::ok).find_map(|message| {
        let ours = message["package_id"].as_str()?.contains("copy#reditus@");
        ours.then(|| message["out_dir"].as_str().map(PathBuf::from))?
    })?;
    Some(out.join("generated.rs"))
}

fn pretty(file: &Path) -> String {
    prettyplease::unparse(&syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap())
}

fn modified(file: &Path) -> SystemTime {
    fs::metadata(file).unwrap().modified().unwrap()
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

fn copy_times(from: &Path, to: &Path) {
    if !from.is_dir() {
        let file = fs::File::options().write(true).open(to).unwrap();
        return file.set_modified(modified(from)).unwrap();
    }
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy_times(&entry.path(), &to.join(entry.file_name()));
    }
}
