//! Every folder of `tests/cases`: a document, and what it is lowered to, or its problems. Code is
//! generated from the lowered document in both styles. `UPDATE_EXPECT=1 cargo test` updates the
//! expected files.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use openapi_lower::{Problems, Spec, lower};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

#[test]
fn each_case_is_lowered_as_expected() {
    let mut cases: Vec<_> =
        fs::read_dir("tests/cases").unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    for case in cases {
        let texts = outcome(&case).unwrap_or_else(|problems| {
            let prefix = format!("{}/", case.display());
            BTreeMap::from([("problems.txt", format!("{problems}\n").replace(&prefix, ""))])
        });
        for name in ["lowered.json", "report.txt", "problems.txt"] {
            let file = env::current_dir().unwrap().join(&case).join(name);
            match texts.get(name) {
                Some(text) => expect_file![&file].assert_eq(text),
                None if env::var_os("UPDATE_EXPECT").is_some() => drop(fs::remove_file(file)),
                None => assert!(!file.exists(), "{} is out of date", file.display()),
            }
        }
    }
}

fn outcome(case: &Path) -> Result<BTreeMap<&'static str, String>, Problems> {
    let file = |name: &str| Some(case.join(name)).filter(|file| file.exists());
    let input: PathBuf = file("input.yaml").or(file("input.json")).unwrap();
    let mut spec = Spec::file(input);
    if let Some(overlay) = file("overlay.yaml") {
        spec = spec.with_overlay(overlay);
    }
    let lowered = lower(&spec.read()?)?;
    for interface in [InterfaceStyle::Positional, InterfaceStyle::Builder] {
        let mut settings = GenerationSettings::new();
        settings.with_interface(interface);
        lowered.generate(|api| Generator::new(&settings).generate_tokens(api))?;
    }
    let mut texts = BTreeMap::from([("lowered.json", format!("{:#}\n", lowered.value()))]);
    if !lowered.report().is_empty() {
        texts.insert("report.txt", format!("{}", lowered.report()));
    }
    Ok(texts)
}
