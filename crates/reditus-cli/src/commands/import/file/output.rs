//! A file of rows as they were, with added columns in front.

use std::{
    error::Error,
    ffi::OsString,
    fmt, fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use csv::{ByteRecord, WriterBuilder};
use serde_json::value::{RawValue, to_raw_value};
use tempfile::NamedTempFile;

use super::{
    columns::{MAY_HAVE_BEEN_RECORDED, is_ours},
    row::Original,
};

const PARTIAL: &str = ".partial";

/// It replaces the file at its path once it is complete; until then the old file stays.
pub(crate) struct Output {
    path: PathBuf,
    writer: Writer,
    columns: Vec<&'static str>,
    rows: u64,
}

enum Writer {
    Csv { csv: Box<csv::Writer<NamedTempFile>>, header: ByteRecord },
    JsonLines(BufWriter<NamedTempFile>),
}

impl Output {
    /// CSV if there is a header, else JSON Lines; readable by its owner only.
    pub(crate) fn create(
        path: &Path,
        header: Option<&ByteRecord>,
        delimiter: u8,
        columns: &[&'static str],
    ) -> Result<Self, OutputError> {
        let problem = |error| OutputError::new(path, error);
        let target = target(path).map_err(problem)?;
        remove_partials(&target);
        let file = partial(&target).map_err(problem)?;
        let writer = match header {
            None => Writer::JsonLines(BufWriter::new(file)),
            Some(header) => {
                let mut builder = WriterBuilder::new();
                builder.delimiter(delimiter).flexible(true);
                let mut csv = builder.from_writer(file);
                csv.write_byte_record(&record(header, header, columns))
                    .map_err(|error| problem(error.into()))?;
                Writer::Csv { csv: Box::new(csv), header: header.clone() }
            }
        };
        Ok(Self { path: target, writer, columns: columns.to_vec(), rows: 0 })
    }

    /// Whether a file could be written there.
    pub(crate) fn try_at(path: &Path) -> Result<(), OutputError> {
        let tried = target(path).and_then(|target| partial(&target));
        tried.map(drop).map_err(|error| OutputError::new(path, error))
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes a row, with these values for the added columns.
    pub(crate) fn write(&mut self, row: &Original, values: &[&str]) -> Result<(), OutputError> {
        self.rows += 1;
        let written = match (&mut self.writer, row) {
            (Writer::Csv { csv, header }, Original::Cells(cells)) => {
                csv.write_byte_record(&record(header, cells, values)).map_err(io::Error::from)
            }
            (Writer::JsonLines(file), row) => object(row, &self.columns, values)
                .map_err(io::Error::from)
                .and_then(|object| writeln!(file, "{object}")),
            // The rows have the format of the header.
            (Writer::Csv { .. }, _) => Ok(()),
        };
        written.map_err(|error| OutputError::new(&self.path, error))
    }

    pub(crate) fn finish(self) -> Result<(), OutputError> {
        let finished = match self.writer {
            Writer::Csv { csv, .. } => csv.into_inner().map_err(|error| error.into_error()),
            Writer::JsonLines(file) => file.into_inner().map_err(|error| error.into_error()),
        };
        finished
            .and_then(|file| file.persist(&self.path).map_err(|error| error.error))
            .map(drop)
            .map_err(|error| OutputError::new(&self.path, error))
    }
}

/// Why a file cannot be written.
#[derive(Debug)]
pub(crate) struct OutputError {
    path: PathBuf,
    cause: io::Error,
}

impl OutputError {
    fn new(path: &Path, cause: io::Error) -> Self {
        Self { path: path.to_owned(), cause }
    }
}

impl Error for OutputError {}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)
    }
}

/// What a link leads to is replaced, not the link.
fn target(path: &Path) -> io::Result<PathBuf> {
    let link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let target = if link { path.canonicalize()? } else { path.to_owned() };
    match fs::metadata(&target) {
        Ok(metadata) if !metadata.is_file() => {
            Err(io::Error::other("not a regular file, so it cannot be replaced"))
        }
        _ => Ok(target),
    }
}

/// A temporary file next to the target: readable by its owner only, deleted on drop.
fn partial(target: &Path) -> io::Result<NamedTempFile> {
    let (folder, prefix) = partial_name(target);
    tempfile::Builder::new().prefix(&prefix).suffix(PARTIAL).tempfile_in(folder)
}

fn partial_name(target: &Path) -> (&Path, OsString) {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".");
    (folder.unwrap_or(Path::new(".")), prefix)
}

/// Deletes what a killed import left: only names that [`partial`] makes.
fn remove_partials(target: &Path) {
    let (folder, prefix) = partial_name(target);
    let is_partial = |name: &OsString| {
        let random = name
            .as_encoded_bytes()
            .strip_prefix(prefix.as_encoded_bytes())
            .and_then(|rest| rest.strip_suffix(PARTIAL.as_bytes()));
        random
            .is_some_and(|random| random.len() == 6 && random.iter().all(u8::is_ascii_alphanumeric))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_partial(&entry.file_name()) && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // One that cannot be deleted does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The row with the values in front. It keeps its number of cells, so that a short row is still
/// short when it is imported again; columns that an earlier import added are dropped.
fn record(header: &ByteRecord, cells: &ByteRecord, values: &[&str]) -> ByteRecord {
    let ours = |at: usize| header.get(at).is_some_and(is_ours);
    let cells = cells.iter().enumerate().filter(|(at, _)| !ours(*at)).map(|(_, cell)| cell);
    values.iter().map(|value| value.as_bytes()).chain(cells).collect()
}

fn object(row: &Original, columns: &[&str], values: &[&str]) -> serde_json::Result<String> {
    let mut object = match row {
        Original::Object(object) => object.clone(),
        Original::Line(line) => {
            [("line".to_owned(), to_raw_value(&String::from_utf8_lossy(line))?)].into()
        }
        Original::Cells(_) => [].into(),
    };
    object.retain(|name, _| !is_ours(name.as_bytes()));
    for (name, value) in columns.iter().zip(values) {
        let value: Box<RawValue> = match *name {
            MAY_HAVE_BEEN_RECORDED => to_raw_value(&(*value == "yes"))?,
            _ => to_raw_value(value)?,
        };
        object.insert((*name).to_owned(), value);
    }
    serde_json::to_string(&object)
}
