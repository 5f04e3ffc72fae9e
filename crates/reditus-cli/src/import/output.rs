//! A file of rows as they were, with columns added.

use std::{
    fmt::Display,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use csv::{ByteRecord, WriterBuilder};
use serde_json::value::{RawValue, to_raw_value};
use tempfile::NamedTempFile;

use super::{input::Input, row::Original};

pub(crate) const OUTCOME: &str = "outcome";
pub(crate) const REASON: &str = "reason";
pub(crate) const MAY_HAVE_BEEN_RECORDED: &str = "may_have_been_recorded";

/// It takes its place when it is complete, and until then what was there stays.
pub(crate) struct Output {
    path: PathBuf,
    writer: Writer,
    added: Vec<&'static str>,
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
        added: &[&'static str],
    ) -> Result<Self, String> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")));
        let file = file.map_err(|error| problem(path, error))?;
        let writer = match header {
            None => Writer::JsonLines(BufWriter::new(file)),
            Some(header) => {
                let mut builder = WriterBuilder::new();
                builder.delimiter(input.delimiter()).flexible(true);
                Writer::Csv { csv: Box::new(builder.from_writer(file)), header: header.clone() }
            }
        };
        let mut output = Self { path: path.to_owned(), writer, added: added.to_vec(), rows: 0 };
        if let Some(header) = header {
            output.write(&Original::Cells(header.clone()), added)?;
            output.rows = 0;
        }
        Ok(output)
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes a row, with the values of the added columns.
    pub(crate) fn write(&mut self, original: &Original, values: &[&str]) -> Result<(), String> {
        self.rows += 1;
        let written = match (&mut self.writer, original) {
            (Writer::Csv { csv, header }, Original::Cells(cells)) => csv
                .write_byte_record(&record(header, cells, &self.added, values))
                .map_err(|error| error.to_string()),
            (Writer::JsonLines(file), original) => object(original, &self.added, values)
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

/// Where the header has a column of an added one's name, an earlier import wrote it. Cells that no
/// column is for come last.
fn record(header: &ByteRecord, cells: &ByteRecord, added: &[&str], values: &[&str]) -> ByteRecord {
    let ours = |at: usize| added.iter().any(|name| name.as_bytes() == header[at].trim_ascii());
    let columns = (0..header.len()).filter(|&at| !ours(at));
    let mut record: ByteRecord = columns.map(|at| cells.get(at).unwrap_or_default()).collect();
    record.extend(values.iter().map(|value| value.as_bytes()));
    record.extend(cells.iter().skip(header.len()));
    record
}

fn object(original: &Original, added: &[&str], values: &[&str]) -> Result<String, String> {
    let raw = |text: &str| to_raw_value(text).map_err(|error| error.to_string());
    let mut object = match original {
        Original::Object(object) => object.clone(),
        Original::Line(line) => [("line".to_owned(), raw(&String::from_utf8_lossy(line))?)].into(),
        Original::Cells(_) => [].into(),
    };
    for (name, value) in added.iter().zip(values) {
        let value: Box<RawValue> = match (*name, *value) {
            (MAY_HAVE_BEEN_RECORDED, value) => {
                to_raw_value(&(value == "yes")).map_err(|error| error.to_string())?
            }
            (_, value) => raw(value)?,
        };
        object.insert((*name).to_owned(), value);
    }
    serde_json::to_string(&object).map_err(|error| error.to_string())
}

fn problem(path: &Path, why: impl Display) -> String {
    format!("{}: {why}", path.display())
}
