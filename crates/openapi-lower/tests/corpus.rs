//! Documents that others published: each is lowered, code is generated from it in both styles, and
//! the code of one style is compiled.
//!
//! ```text
//! OPENAPI_CORPUS=<folder> cargo test -p openapi-lower --test corpus -- --nocapture
//! ```
//!
//! Skipped without `OPENAPI_CORPUS`: the documents of others are not ours to keep here, so they are
//! never required.

#![expect(clippy::unwrap_used, reason = "a helper that fails should fail its test")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use openapi_lower::{Dependency, Lowered, Severity, Spec, lower};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

/// The result for one document.
struct Outcome {
    name: String,
    operations: usize,
    /// How much was relaxed, by severity.
    relaxed: [usize; 3],
    left_out: Vec<String>,
    dependencies: Vec<Dependency>,
    /// The generated code, or the failure.
    code: Result<String, String>,
    compiled: bool,
}

#[test]
fn every_document_is_lowered_generated_and_compiled() {
    let Some(folder) = env::var_os("OPENAPI_CORPUS") else { return skipped() };
    let mut files = documents(Path::new(&folder));
    files.sort();
    assert!(!files.is_empty(), "no document in {}", folder.display());
    let mut outcomes: Vec<_> = files.iter().map(|file| outcome(file)).collect();
    let failed = compile(&outcomes);
    for (index, outcome) in outcomes.iter_mut().enumerate() {
        outcome.compiled = outcome.code.is_ok() && !failed.contains_key(&program(index));
    }
    println!("operations left-out  loss  less  note generated compiled document");
    for Outcome { name, operations, relaxed, left_out, code, compiled, .. } in &outcomes {
        let left = left_out.len();
        let [loss, less, note] = relaxed;
        let generated = code.is_ok();
        println!(
            "{operations:10} {left:8} {loss:5} {less:5} {note:5} {generated:9} {compiled:8} {name}"
        );
    }
    for outcome in &outcomes {
        for left_out in &outcome.left_out {
            println!("{}{left_out}", outcome.name);
        }
        if let Err(why) = &outcome.code {
            println!("{}: {why}", outcome.name);
        }
    }
    failed.iter().for_each(|(program, error)| println!("{program}: {error}"));
    let passed = outcomes.iter().filter(|outcome| outcome.compiled).count();
    println!("{passed} of {} documents are lowered, generated and compiled", outcomes.len());
    assert_eq!(passed, outcomes.len());
}

fn skipped() {
    // Past the test harness, which only shows the output of failed tests.
    let line = b"skipped: OPENAPI_CORPUS does not name a folder of documents\n";
    io::stderr().write_all(line).unwrap();
}

/// Every document in the folder and below it.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(documents(&path));
        } else if ["yaml", "yml", "json"].iter().any(|name| path.extension() == Some(name.as_ref()))
        {
            files.push(path);
        }
    }
    files
}

fn outcome(file: &Path) -> Outcome {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let lowered = Spec::file(file).read().and_then(|document| lower(&document));
    let Ok(lowered) = lowered else {
        let code = Err(lowered.unwrap_err().to_string());
        return Outcome {
            name,
            operations: 0,
            relaxed: [0; 3],
            left_out: vec![],
            dependencies: vec![],
            code,
            compiled: false,
        };
    };
    let paths = lowered.value()["paths"].as_object().unwrap();
    Outcome {
        name,
        operations: paths.values().map(|path| path.as_object().unwrap().len()).sum(),
        relaxed: [Severity::Loss, Severity::Less, Severity::Note]
            .map(|severity| lowered.report().with(severity).count()),
        left_out: lowered.report().left_out().map(ToString::to_string).collect(),
        dependencies: lowered.dependencies(),
        code: generate(&lowered, InterfaceStyle::Builder)
            .and_then(|_| generate(&lowered, InterfaceStyle::Positional)),
        compiled: false,
    }
}

fn generate(lowered: &Lowered, style: InterfaceStyle) -> Result<String, String> {
    let mut settings = GenerationSettings::new();
    settings.with_interface(style);
    let code = lowered.generate(|document| Generator::new(&settings).generate_tokens(document));
    let file = syn::parse2(code.map_err(|problems| problems.to_string())?);
    file.map(|file| prettyplease::unparse(&file)).map_err(|error| error.to_string())
}

fn program(index: usize) -> String {
    format!("document_{index}")
}

/// Checks one package that has a program for each document, several at a time, and returns the first
/// error of each program that does not compile.
///
/// The package takes this workspace's lock file and target folder, so that nothing is fetched and
/// nothing is compiled twice.
fn compile(outcomes: &[Outcome]) -> BTreeMap<String, String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let programs = folder.join("src/bin");
    let _ = fs::remove_dir_all(&programs); // of a run over other documents
    fs::create_dir_all(&programs).unwrap();
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest(outcomes)).unwrap();
    for (index, outcome) in outcomes.iter().enumerate() {
        if let Ok(code) = &outcome.code {
            let source =
                format!("#![allow(warnings)]\npub mod client {{ {code} }}\nfn main() {{}}\n");
            fs::write(programs.join(program(index)).with_extension("rs"), source).unwrap();
        }
    }
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--keep-going", "--message-format=short", "-j2"])
        .arg("--target-dir")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."))
        .current_dir(&folder)
        .output()
        .unwrap();
    let mut failed = BTreeMap::new();
    let text = String::from_utf8_lossy(&output.stderr);
    for line in text.lines().filter(|line| line.contains(": error")) {
        let program = line.trim_start_matches("src/bin/").split('.').next().unwrap_or_default();
        failed.entry(program.to_owned()).or_insert(line.to_owned());
    }
    assert!(output.status.success() || !failed.is_empty(), "{text}");
    failed
}

/// A package that depends on what the lowered documents name, and on nothing else.
fn manifest(outcomes: &[Outcome]) -> String {
    let lines: BTreeSet<_> = outcomes.iter().flat_map(|it| &it.dependencies).map(line).collect();
    let lines = lines.into_iter().collect::<Vec<_>>().join("\n");
    format!(
        "[package]\nname = \"corpus\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{lines}\n\n[profile.dev]\ndebug = false\n\n[workspace]\n"
    )
}

/// With the features of the workspace, so that nothing is compiled twice.
fn line(dependency: &Dependency) -> String {
    let line = dependency.to_string();
    match dependency.name() {
        "chrono" | "reqwest" => line.replace("features", "default-features = false, features"),
        _ => line,
    }
}
