//! A file of rows as they were, with columns before them.

use std::{
    fmt::Display,
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use csv::{ByteRecord, WriterBuilder};
use serde_json::value::{RawValue, to_raw_value};
use tempfile::NamedTempFile;

use super::{input::Input, row::Original};

/// Names that nobody else gives to a column.
pub(crate) const OUTCOME: &str = "reditus_outcome";
pub(crate) const REASON: &str = "reditus_reason";
pub(crate) const MAY_HAVE_BEEN_RECORDED: &str = "reditus_may_have_been_recorded";

/// It takes its place when it is complete, and until then what was there stays.
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
    /// In the format of the input, for its owner's eyes only.
    pub(crate) fn create(
        path: &Path,
        input: &Input,
        header: Option<&ByteRecord>,
        columns: &[&'static str],
    ) -> Result<Self, String> {
        let target = target(path).map_err(|error| problem(path, error))?;
        let file = partial(&target).map_err(|error| problem(path, error))?;
        let writer = match header {
            None => Writer::JsonLines(BufWriter::new(file)),
            Some(header) => {
                let mut builder = WriterBuilder::new();
                builder.delimiter(input.delimiter()).flexible(true);
                let mut csv = builder.from_writer(file);
                csv.write_byte_record(&record(header, header, columns))
                    .map_err(|error| problem(path, error))?;
                Writer::Csv { csv: Box::new(csv), header: header.clone() }
            }
        };
        Ok(Self { path: target, writer, columns: columns.to_vec(), rows: 0 })
    }

    /// Whether a file can be written there, once there is something to write.
    pub(crate) fn try_at(path: &Path) -> Result<(), String> {
        let tried = target(path).and_then(|target| partial(&target));
        tried.map(drop).map_err(|error| problem(path, error))
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes a row, with the values of the columns before it.
    pub(crate) fn write(&mut self, original: &Original, values: &[&str]) -> Result<(), String> {
        self.rows += 1;
        let written = match (&mut self.writer, original) {
            (Writer::Csv { csv, header }, Original::Cells(cells)) => csv
                .write_byte_record(&record(header, cells, values))
                .map_err(|error| error.to_string()),
            (Writer::JsonLines(file), original) => object(original, &self.columns, values)
                .and_then(|object| writeln!(file, "{object}").map_err(|error| error.to_string())),
            // The rows are of the format of the header.
            (Writer::Csv { .. }, _) => Ok(()),
        };
        written.map_err(|why| problem(&self.path, why))
    }

    pub(crate) fn finish(self) -> Result<(), String> {
        let path = &self.path;
        let file = match self.writer {
            Writer::Csv { csv, .. } => {
                csv.into_inner().map_err(|error| problem(path, error.error()))?
            }
            Writer::JsonLines(file) => {
                file.into_inner().map_err(|error| problem(path, error.error()))?
            }
        };
        file.persist(path).map(drop).map_err(|error| problem(path, error.error))
    }
}

/// The file itself, if the path is that of a link: what it leads to is replaced, not the link.
fn target(path: &Path) -> io::Result<PathBuf> {
    let link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let target = if link { path.canonicalize()? } else { path.to_owned() };
    match fs::metadata(&target) {
        Ok(metadata) if !metadata.is_file() => {
            Err(io::Error::other("it is no file that can be replaced"))
        }
        _ => Ok(target),
    }
}

/// Beside the file, for its owner's eyes only, and gone with whoever holds it.
fn partial(target: &Path) -> io::Result<NamedTempFile> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    let mut partial = tempfile::Builder::new();
    partial.prefix(&name).suffix(".partial").tempfile_in(folder.unwrap_or(Path::new(".")))
}

/// Cells stay as many as they were: a row that lacks some still does when it is imported again. Where
/// the header has columns of ours, an earlier import has written them.
fn record(header: &ByteRecord, cells: &ByteRecord, values: &[&str]) -> ByteRecord {
    let ours = |at: usize| header.get(at).is_some_and(is_ours);
    let cells = cells.iter().enumerate().filter(|(at, _)| !ours(*at)).map(|(_, cell)| cell);
    values.iter().map(|value| value.as_bytes()).chain(cells).collect()
}

fn is_ours(name: &[u8]) -> bool {
    let ours = [OUTCOME, REASON, MAY_HAVE_BEEN_RECORDED];
    ours.iter().any(|ours| ours.as_bytes() == name.trim_ascii())
}

fn object(original: &Original, columns: &[&str], values: &[&str]) -> Result<String, String> {
    let raw = |text: &str| to_raw_value(text).map_err(|error| error.to_string());
    let mut object = match original {
        Original::Object(object) => object.clone(),
        Original::Line(line) => [("line".to_owned(), raw(&String::from_utf8_lossy(line))?)].into(),
        Original::Cells(_) => [].into(),
    };
    object.retain(|name, _| !is_ours(name.as_bytes()));
    for (name, value) in columns.iter().zip(values) {
        let value: Box<RawValue> = match *name {
            MAY_HAVE_BEEN_RECORDED => {
                to_raw_value(&(*value == "yes")).map_err(|error| error.to_string())?
            }
            _ => raw(value)?,
        };
        object.insert((*name).to_owned(), value);
    }
    serde_json::to_string(&object).map_err(|error| error.to_string())
}

fn problem(path: &Path, why: impl Display) -> String {
    format!("{}: {why}", path.display())
}
