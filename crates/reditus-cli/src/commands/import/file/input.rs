//! The file to import: what it is, and its rows.

use std::{
    error::Error,
    fmt, io,
    path::{Path, PathBuf},
};

use super::{
    csv::CsvRows,
    json::JsonRows,
    row::{Broken, Row},
    source::{self, Bytes, Opened},
};
use crate::args::{Format, Import, Mapping};

pub(crate) struct Input {
    /// For messages, and for the files next to it.
    path: PathBuf,
    bytes: Bytes,
    format: Format,
    delimiter: u8,
    map: Vec<Mapping>,
}

/// The rows, one at a time: memory does not grow with their number.
pub(crate) struct Rows {
    path: PathBuf,
    reader: Reader,
}

enum Reader {
    Csv(Box<CsvRows>),
    JsonLines(JsonRows),
}

impl Input {
    pub(crate) fn open(args: &Import) -> Result<Self, InputError> {
        let problem = |problem| InputError { path: args.file.clone(), problem };
        let unreadable = |error| problem(InputProblem::Unreadable(error));
        let (path, bytes, default) = match source::open(&args.file).map_err(unreadable)? {
            Opened::File(bytes) => (args.file.clone(), bytes, None),
            Opened::Pipe(bytes) => {
                let name = if args.file == Path::new("-") { "stdin" } else { "pipe" };
                let format = by_content(&bytes.start(1024).map_err(unreadable)?);
                (PathBuf::from(name), bytes, Some(format))
            }
            Opened::Directory => return Err(problem(InputProblem::Directory)),
        };
        let format = args.format.or_else(|| by_name(&path)).or(default);
        let format = format.ok_or_else(|| problem(InputProblem::UnknownFormat))?;
        let tabs = extension(&path).as_deref() == Some("tsv");
        let delimiter = args.delimiter.unwrap_or(if tabs { b'\t' } else { b',' });
        Ok(Self { path, bytes, format, delimiter, map: args.map.clone() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// From the first row on. Rows of an earlier call cannot be read further after this.
    pub(crate) fn rows(&self) -> Result<Rows, FileError> {
        let open = || {
            let source = self.bytes.read().map_err(|error| Broken::unreadable(&error))?;
            Ok(match self.format {
                Format::Csv => {
                    Reader::Csv(Box::new(CsvRows::new(source, self.delimiter, &self.map)?))
                }
                Format::JsonLines => Reader::JsonLines(JsonRows::new(source, &self.map)),
            })
        };
        match open() {
            Ok(reader) => Ok(Rows { path: self.path.clone(), reader }),
            Err(broken) => Err(FileError::new(&self.path, broken)),
        }
    }
}

impl Rows {
    pub(crate) fn next(&mut self) -> Result<Option<Row>, FileError> {
        let row = match &mut self.reader {
            Reader::Csv(rows) => rows.next(),
            Reader::JsonLines(rows) => rows.next(),
        };
        row.map_err(|broken| FileError::new(&self.path, broken))
    }

    /// The columns of the header, if the format has one.
    pub(crate) fn header(&self) -> Option<&csv::ByteRecord> {
        match &self.reader {
            Reader::Csv(rows) => Some(rows.header()),
            Reader::JsonLines(_) => None,
        }
    }
}

/// Why a file cannot be read, or not beyond a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileError {
    path: PathBuf,
    line: Option<u64>,
    reason: String,
}

impl FileError {
    fn new(path: &Path, Broken { line, reason }: Broken) -> Self {
        Self { path: path.to_owned(), line, reason }
    }
}

impl Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.reason)
    }
}

/// Why a file cannot be imported at all.
#[derive(Debug)]
pub(crate) struct InputError {
    path: PathBuf,
    problem: InputProblem,
}

#[derive(Debug)]
enum InputProblem {
    Unreadable(io::Error),
    Directory,
    UnknownFormat,
}

impl Error for InputError {}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            InputProblem::Unreadable(error) => write!(f, "{path}: {error}"),
            InputProblem::Directory => write!(f, "{path} is a directory; name a file"),
            InputProblem::UnknownFormat => write!(
                f,
                "{path}: the name does not say which format the file has; add --format csv or \
                 --format jsonl"
            ),
        }
    }
}

fn by_name(path: &Path) -> Option<Format> {
    match extension(path)?.as_str() {
        "csv" | "tsv" => Some(Format::Csv),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        _ => None,
    }
}

/// An object begins with a brace, and no column name does.
fn by_content(start: &[u8]) -> Format {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.trim_ascii_start().starts_with(b"{") { Format::JsonLines } else { Format::Csv }
}

/// Without the `.gz`.
fn extension(path: &Path) -> Option<String> {
    let lower = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
    match lower(path)?.as_str() {
        "gz" => lower(Path::new(path.file_stem()?)),
        other => Some(other.to_owned()),
    }
}
