//! Where an import keeps what it writes.

use std::path::{Path, PathBuf, absolute};

use super::input::Input;
use crate::args::{Format, Import};

pub(crate) struct Place {
    pub(crate) ledger: PathBuf,
    pub(crate) rejects: PathBuf,
    pub(crate) results: Option<PathBuf>,
}

impl Place {
    /// Beside the input, unless named. No two of them may be one file.
    pub(crate) fn of(args: &Import, input: &Input) -> Result<Self, String> {
        let ledger = args.ledger.clone();
        let rejects = args.rejects.clone();
        let place = Self {
            ledger: ledger.unwrap_or_else(|| beside(input.path())),
            rejects: rejects.unwrap_or_else(|| default_rejects(input)),
            results: args.results.clone(),
        };
        let mut named = vec![
            (input.path(), "the file"),
            (&place.ledger, "its ledger"),
            (&place.rejects, "its rejects"),
        ];
        named.extend(place.results.as_deref().map(|results| (results, "its results")));
        for (at, (path, what)) in named.iter().enumerate() {
            for (other, which) in &named[..at] {
                if is_same(path, other) {
                    return Err(format!("{}: it is both {which} and {what}", path.display()));
                }
            }
        }
        Ok(place)
    }
}

/// `signups.csv.gz` → `signups.rejects.csv`
fn default_rejects(input: &Input) -> PathBuf {
    let path = input.path();
    let path = if path.extension().is_some_and(|gz| gz.eq_ignore_ascii_case("gz")) {
        path.with_extension("")
    } else {
        path.to_owned()
    };
    let extension =
        match (path.extension().and_then(|extension| extension.to_str()), input.format()) {
            (Some(extension), _) => extension.to_owned(),
            (None, Format::Csv) => "csv".to_owned(),
            (None, Format::JsonLines) => "jsonl".to_owned(),
        };
    path.with_extension(format!("rejects.{extension}"))
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().or_else(|_| absolute(path)).ok();
    real(one) == real(other)
}

/// `signups.csv` → `signups.csv.ledger`
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".ledger");
    name.into()
}
