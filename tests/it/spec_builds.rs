//! What a change of a spec does to the build: the workspace is copied, the spec changed, and the
//! copy is built for real.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A copy of what the package is built from.
struct Copy(PathBuf);

impl Copy {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        // Always the same place, so that what is built from it does not pile up.
        let copy = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join("spec-builds"));
        let _ = fs::remove_dir_all(&copy.0);
        fs::create_dir_all(&copy.0).unwrap();
        for entry in [
            "Cargo.toml",
            "Cargo.lock",
            "build.rs",
            "README.md",
            "src",
            "specs",
            "crates",
            "benches",
            "tests",
        ] {
            copy_all(&root.join(entry), &copy.0.join(entry));
        }
        copy
    }

    fn reset(&self, file: &str) {
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), self.0.join(file)).unwrap();
    }

    fn edit(&self, file: &str, edit: impl Fn(String) -> String) {
        let path = self.0.join(file);
        let before = fs::read_to_string(&path).unwrap();
        let after = edit(before.clone());
        assert_ne!(before, after, "the edit of {file} changes nothing");
        fs::write(path, after).unwrap();
    }

    /// Whether `cargo check` passes, and what it prints. Dependencies are taken from the target
    /// folder of this test, where they are built already.
    fn check(&self) -> (bool, String) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--verbose", "--package", "reditus", "--color", "never"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", target)
            .env("RUST_BACKTRACE", "1")
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    }
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

/// The lines of the build script's errors, without the package's name.
fn problems(output: &str) -> Vec<&str> {
    output
        .lines()
        .filter_map(|line| {
            line.strip_prefix(concat!("error: reditus@", env!("CARGO_PKG_VERSION"), ": "))
        })
        .collect()
}

fn generates(output: &str) -> bool {
    output.lines().any(|line| line.contains("Running") && line.contains("build-script-build"))
}

/// One test, because one copy is built again and again: a copy for each costs a cold build each.
#[test]
fn a_change_of_a_spec_builds_or_says_why() {
    let copy = Copy::new();
    let (passed, output) = copy.check();
    assert!(passed && generates(&output), "{output}");

    // Code that is no input does not generate again; a spec does, and an overlay.
    copy.edit("src/lib.rs", |code| code + "// edited\n");
    let (passed, output) = copy.check();
    assert!(passed && !generates(&output), "{output}");
    let reworded = |text: String| text.replace("Email of the referral", "The e-mail address");
    copy.edit("specs/tracking-v2.yaml", reworded);
    let (passed, output) = copy.check();
    assert!(passed && generates(&output), "{output}");
    copy.edit("specs/tracking-v2.overlay.yaml", |overlay| overlay + "# edited\n");
    let (passed, output) = copy.check();
    assert!(passed && generates(&output), "{output}");

    // A new field of the request is not dropped: our code does not compile, and names it.
    let new_field = "        gr_id:\n          type: string\n";
    let with_coupon = format!("        coupon:\n          type: string\n{new_field}");
    copy.edit("specs/tracking-v2.yaml", |spec| spec.replace(new_field, &with_coupon));
    let (passed, output) = copy.check();
    assert!(!passed, "{output}");
    assert!(output.contains("missing field `coupon` in initializer"), "{output}");
    assert!(output.contains("src/conversion.rs"), "{output}");
    copy.reset("specs/tracking-v2.yaml");

    // A correction that has nothing left to correct is not skipped.
    let required = "      required:\n        - affiliate_slug\n";
    copy.edit("specs/tracking-v2.yaml", |spec| spec.replace(required, ""));
    let (passed, output) = copy.check();
    assert!(!passed, "{output}");
    assert!(
        problems(&output)[0].starts_with("specs/tracking-v2.overlay.yaml#/actions/1"),
        "{output}"
    );

    // Broken in three places, in two documents: a line for each, and nothing else.
    copy.reset("specs/tracking-v2.yaml");
    copy.edit("specs/tracking-v2.yaml", |spec| {
        let spec = spec.replacen("type: string", "type: [string, integer]", 1);
        spec.replacen("'409'", "'4099'", 1)
    });
    copy.edit("specs/tracking-v1.yaml", |spec| spec.replace("openapi: 3.1.0", "openapi: 7"));
    let (passed, output) = copy.check();
    assert!(!passed, "{output}");
    let problems = problems(&output);
    assert_eq!(problems.len(), 3, "{output}");
    assert!(problems[0].starts_with("specs/tracking-v1.yaml"), "{output}");
    let responses = "specs/tracking-v2.yaml#/paths/~1v2~1tracking~1conversion/post/responses/";
    assert!(problems[1].starts_with(responses), "{output}");
    assert!(problems[2].starts_with(responses), "{output}");
    for noise in ["panicked", "backtrace", "RUST_BACKTRACE", "stderr"] {
        assert!(!output.contains(noise), "{output}");
    }
}
