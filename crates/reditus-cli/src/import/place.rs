//! Where an import keeps what it writes.

use std::path::{Path, PathBuf, absolute};

use super::{input::Input, output::Output};
use crate::args::{Format, Import};

pub(crate) struct Place {
    pub(crate) ledger: PathBuf,
    pub(crate) rejects: PathBuf,
    pub(crate) results: Option<PathBuf>,
}

impl Place {
    /// Beside the input, unless named. No two of them may be one file, and each has to be one that
    /// can be written: hours later is late to find out.
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
        Output::try_at(&place.rejects)
            .map_err(|why| format!("{why}; name another file with --rejects"))?;
        if let Some(results) = &place.results {
            Output::try_at(results)?;
        }
        Ok(place)
    }
}

/// `signups.csv` → `signups.rejects.csv`, `signups.csv.gz` → `signups.csv.rejects.csv`
fn default_rejects(input: &Input) -> PathBuf {
    input.path().with_extension(match (input.format(), input.delimiter()) {
        (Format::Csv, b'\t') => "rejects.tsv",
        (Format::Csv, _) => "rejects.csv",
        (Format::JsonLines, _) => "rejects.jsonl",
    })
}

fn is_same(one: &Path, other: &Path) -> bool {
    real(one) == real(other)
}

/// Without links, and whether it is there or not.
fn real(path: &Path) -> Option<PathBuf> {
    let path = absolute(path).ok()?;
    path.canonicalize()
        .or_else(|_| path.parent().unwrap_or(&path).canonicalize())
        .map(
            |real| {
                if path.exists() { real } else { real.join(path.file_name().unwrap_or_default()) }
            },
        )
        .ok()
        .or(Some(path))
}

/// `signups.csv` → `signups.csv.ledger`
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".ledger");
    name.into()
}
