//! The file: opened, or spooled, and read from its beginning as often as it takes.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek},
    path::{Path, PathBuf},
};

use flate2::bufread::MultiGzDecoder;

use super::{
    csv_rows::CsvRows,
    json_rows::JsonRows,
    row::{Broken, Row},
};
use crate::args::{Format, Import, Mapping};

pub(crate) struct Input {
    /// For messages, and for the files beside it.
    path: PathBuf,
    file: File,
    /// What comes later is for the next import: this one has checked no more.
    length: u64,
    gzip: bool,
    format: Format,
    delimiter: u8,
    map: Vec<Mapping>,
}

/// The rows, one at a time: memory does not grow with their number.
pub(crate) enum Rows {
    Csv(Box<CsvRows>),
    JsonLines(JsonRows),
}

pub(crate) type Source = Box<dyn Read + Send>;

impl Input {
    pub(crate) fn open(args: &Import) -> Result<Self, String> {
        let mut path = args.file.clone();
        let problem = |error: io::Error| format!("{}: {error}", args.file.display());
        let mut named = true;
        let file = if path == Path::new("-") {
            (path, named) = (PathBuf::from("stdin"), false);
            spool(&mut io::stdin().lock()).map_err(problem)?
        } else {
            let mut file = File::open(&path).map_err(problem)?;
            match file.metadata().map_err(problem)? {
                metadata if metadata.is_dir() => {
                    return Err(format!("{}: it is a folder", path.display()));
                }
                metadata if metadata.is_file() => file,
                // A pipe can be read only once, and there is no folder beside it.
                _ => {
                    (path, named) = (PathBuf::from("pipe"), false);
                    spool(&mut file).map_err(problem)?
                }
            }
        };
        let length = file.metadata().map_err(problem)?.len();
        let mut input = Self {
            path,
            file,
            length,
            gzip: false,
            format: Format::Csv,
            delimiter: b',',
            map: args.map.clone(),
        };
        input.gzip = input.start(2)? == [0x1f, 0x8b];
        input.format = match args.format.or_else(|| by_name(&input.path)) {
            Some(format) => format,
            None if !named => by_content(&input.start(1024)?),
            None => {
                return Err(format!(
                    "{}: its name does not tell what it is; add --format csv or --format jsonl",
                    input.path.display()
                ));
            }
        };
        let tabs = extension(&input.path).as_deref() == Some("tsv");
        input.delimiter = args.delimiter.unwrap_or(if tabs { b'\t' } else { b',' });
        Ok(input)
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

    /// From the first row on. What was read before through another call is not read on after this.
    pub(crate) fn rows(&self) -> Result<Rows, Broken> {
        let source = self.source().map_err(Broken::unreadable)?;
        Ok(match self.format {
            Format::Csv => Rows::Csv(Box::new(CsvRows::new(source, self.delimiter, &self.map)?)),
            Format::JsonLines => Rows::JsonLines(JsonRows::new(source, &self.map)),
        })
    }

    fn source(&self) -> io::Result<Source> {
        (&self.file).rewind()?;
        let file = self.file.try_clone()?.take(self.length);
        Ok(if self.gzip {
            Box::new(MultiGzDecoder::new(BufReader::new(file)))
        } else {
            Box::new(file)
        })
    }

    /// The first bytes, or fewer where there are no more.
    fn start(&self, length: u64) -> Result<Vec<u8>, String> {
        let problem = |error: io::Error| format!("{}: {error}", self.path.display());
        let mut start = Vec::new();
        self.source().map_err(problem)?.take(length).read_to_end(&mut start).map_err(problem)?;
        Ok(start)
    }
}

impl Rows {
    pub(crate) fn next(&mut self) -> Result<Option<Row>, Broken> {
        match self {
            Self::Csv(rows) => rows.next(),
            Self::JsonLines(rows) => rows.next(),
        }
    }

    /// The columns of the header, where there is one.
    pub(crate) fn header(&self) -> Option<&csv::ByteRecord> {
        match self {
            Self::Csv(rows) => Some(rows.header()),
            Self::JsonLines(_) => None,
        }
    }
}

/// A file that is gone with this process.
fn spool(source: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(source, &mut file)?;
    Ok(file)
}

fn by_name(path: &Path) -> Option<Format> {
    match extension(path)?.as_str() {
        "csv" | "tsv" => Some(Format::Csv),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        _ => None,
    }
}

/// An object begins with a brace, and no name of a column does.
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
