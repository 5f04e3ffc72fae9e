//! Where an import keeps what it writes.

use std::{
    error::Error,
    fmt,
    path::{Path, PathBuf, absolute},
};

use super::file::{Input, Output, OutputError};
use crate::args::{Format, Import};

pub(crate) struct Place {
    pub(crate) ledger: PathBuf,
    pub(crate) rejects: PathBuf,
    pub(crate) results: Option<PathBuf>,
}

impl Place {
    /// Next to the input, unless named. Each must be a file of its own that can be written: better
    /// to find out now than after hours of sending.
    pub(crate) fn of(args: &Import, input: &Input) -> Result<Self, PlaceError> {
        let place = Self {
            ledger: args.ledger.clone().unwrap_or_else(|| default_ledger(input)),
            rejects: args.rejects.clone().unwrap_or_else(|| default_rejects(input)),
            results: args.results.clone(),
        };
        let mut named = vec![
            (input.path(), Role::Input),
            (&place.ledger, Role::Ledger),
            (&place.rejects, Role::Rejects),
        ];
        named.extend(place.results.as_deref().map(|results| (results, Role::Results)));
        for (at, (path, role)) in named.iter().enumerate() {
            if let Some((_, other)) = named[..at].iter().find(|(other, _)| is_same(path, other)) {
                let path = path.to_path_buf();
                return Err(PlaceError::SameFile { path, roles: [*other, *role] });
            }
        }
        Output::try_at(&place.rejects).map_err(PlaceError::Rejects)?;
        if let Some(results) = &place.results {
            Output::try_at(results).map_err(PlaceError::Results)?;
        }
        Ok(place)
    }
}

/// What a file is to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Input,
    Ledger,
    Rejects,
    Results,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Input => "the file to import",
            Self::Ledger => "the ledger",
            Self::Rejects => "the file of rejects",
            Self::Results => "the file of results",
        })
    }
}

/// Why an import cannot write where it should.
#[derive(Debug)]
pub(crate) enum PlaceError {
    SameFile { path: PathBuf, roles: [Role; 2] },
    Rejects(OutputError),
    Results(OutputError),
}

impl Error for PlaceError {}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameFile { path, roles: [one, other] } => {
                write!(f, "{}: cannot be both {one} and {other}", path.display())
            }
            Self::Rejects(error) => write!(f, "{error}; use --rejects to name another file"),
            Self::Results(error) => write!(f, "{error}; use --results to name another file"),
        }
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

/// With links resolved, whether the file exists or not.
fn real(path: &Path) -> Option<PathBuf> {
    let path = absolute(path).ok()?;
    if let Ok(real) = path.canonicalize() {
        return Some(real);
    }
    let folder = path.parent().unwrap_or(&path).canonicalize().ok();
    let name = path.file_name().unwrap_or_default();
    Some(folder.map_or_else(|| path.clone(), |folder| folder.join(name)))
}

/// `signups.csv` → `signups.csv.ledger`
fn default_ledger(input: &Input) -> PathBuf {
    let mut name = input.path().as_os_str().to_owned();
    name.push(".ledger");
    name.into()
}
