//! The specs of a folder, paired with their overlays.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::names::meant;
use crate::problem::{Problem, Problems};
use crate::spec::Spec;

pub(super) fn specs(folder: &Path) -> Result<Vec<Spec>, Problems> {
    let files =
        documents(folder).map_err(|error| Problem::new(folder, "", error, "check the path"))?;
    let mut overlays = BTreeMap::<String, Vec<PathBuf>>::new();
    let mut specs = Vec::<Spec>::new();
    let mut problems = Vec::new();
    for file in files {
        match stem(&file).strip_suffix(".overlay") {
            Some(stem) => overlays.entry(stem.to_owned()).or_default().push(file),
            None if is_part(&file) => {}
            None => specs.push(Spec::file(file)),
        }
    }
    for index in 0..specs.len() {
        let (before, spec) = specs.split_at_mut(index);
        let spec = &mut spec[0];
        if let Some(other) = before.iter().find(|other| other.module() == spec.module()) {
            let what =
                format!("makes the same module `{}` as {}", spec.module(), other.file.display());
            problems.push(Problem::new(&spec.file, "", what, "rename or delete one of the two"));
        }
        let mut own = overlays.remove(&stem(&spec.file)).unwrap_or_default().into_iter();
        spec.overlay = own.next();
        for second in own {
            let what = format!("{} has a second overlay", spec.file.display());
            problems.push(Problem::new(second, "", what, "merge the two"));
        }
    }
    for (stem, files) in overlays {
        for file in files {
            let what = format!("no spec is named `{stem}`");
            problems.push(Problem::new(
                file,
                "",
                what,
                "name the overlay after its spec, or delete it",
            ));
        }
    }
    Problems::check(problems).map(|()| specs)
}

/// True for a file of schemas or paths that only other documents refer to: it has none of the keys
/// of a document. What cannot be read is left for the reader to report.
fn is_part(file: &Path) -> bool {
    let Ok(text) = fs::read(file) else { return false };
    let text = String::from_utf8_lossy(&text);
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    !words.any(|word| DOCUMENT.contains(&word) || meant(word, &["openapi"]).is_some())
}

/// The keys of which every document has some.
const DOCUMENT: &[&str] = &["openapi", "swagger", "info", "paths"];

fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The files that are documents by their name, sorted. Hidden ones belong to editors and file
/// systems.
fn documents(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        let document = ["yaml", "yml", "json"].iter().any(|known| extension == *known);
        if document && !stem(&path).starts_with('.') && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
