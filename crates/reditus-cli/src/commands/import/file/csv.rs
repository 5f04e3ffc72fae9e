//! Rows of CSV.

use std::{fmt, io};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{
    columns::{ByField, MAY_HAVE_BEEN_RECORDED, mapped},
    record::{MAX_BYTES, Quoting, Record},
    row::{self, Broken, Original, Problem, Row, Values},
    source::Source,
};
use crate::args::{Field, Mapping};

pub(super) struct CsvRows {
    reader: Reader<Record<Source>>,
    delimiter: u8,
    header: ByteRecord,
    columns: ByField<Column>,
    /// The column in which an earlier import noted whether the row may have been recorded.
    possibly_recorded: Option<usize>,
}

/// The column of a field.
struct Column {
    name: String,
    at: Option<usize>,
}

impl CsvRows {
    pub(super) fn new(source: Source, delimiter: u8, map: &[Mapping]) -> Result<Self, Broken> {
        // Flexible, because csv's own error for a row of another length names no numbers.
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(Record::new(source));
        let header = reader.byte_headers().map_err(|error| broken(1, error))?.clone();
        check_quotes(&mut reader, delimiter)?;
        let columns = columns(&header, map).map_err(|error| Broken::at(1, error.to_string()))?;
        let possibly_recorded = positions(&header, MAY_HAVE_BEEN_RECORDED).next();
        Ok(Self { reader, delimiter, header, columns, possibly_recorded })
    }

    pub(super) fn header(&self) -> &ByteRecord {
        &self.header
    }

    pub(super) fn next(&mut self) -> Result<Option<Row>, Broken> {
        let begin = self.reader.position().byte();
        self.reader.get_mut().begins_at(begin);
        let mut cells = ByteRecord::new();
        let read = self.reader.read_byte_record(&mut cells);
        let line = self.reader.get_mut().line();
        if !read.map_err(|error| broken(line, error))? {
            return Ok(None);
        }
        check_quotes(&mut self.reader, self.delimiter)?;
        let noted = self.possibly_recorded.and_then(|at| cells.get(at)).unwrap_or_default();
        Ok(Some(Row {
            line,
            conversion: self.conversion(&cells),
            possibly_recorded: noted.trim_ascii().eq_ignore_ascii_case(b"yes"),
            original: Original::Cells(cells),
        }))
    }

    fn conversion(&self, cells: &ByteRecord) -> Result<reditus::Conversion, Vec<Problem>> {
        if cells.len() != self.header.len() {
            let (here, there) = (cells.len(), self.header.len());
            let reason = format!("the row has {here} columns, and the header has {there}");
            return Err(vec![Problem::of_row(reason)]);
        }
        let mut problems = Vec::new();
        let values = Values::from_fn(|field| {
            let Column { name, at } = &self.columns[field];
            let cell = at.and_then(|at| cells.get(at)).unwrap_or_default();
            match str::from_utf8(cell) {
                Ok(text) => row::value(text),
                Err(_) => {
                    problems.push(Problem::of_column(name, "is not UTF-8"));
                    None
                }
            }
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        row::conversion(values, |field| self.columns[field].name.clone())
    }
}

/// Whether the quotes in the row that was just read are balanced.
fn check_quotes(reader: &mut Reader<Record<Source>>, delimiter: u8) -> Result<(), Broken> {
    let end = reader.position().byte();
    let record = reader.get_mut();
    let what = match record.quoting(end, delimiter) {
        Quoting::Sound => return Ok(()),
        Quoting::Open => "is never closed",
        Quoting::Torn => "is closed in the middle of a value on a later line",
    };
    let reason = format!(
        "the quote that opens in this row {what}, so where the row ends is not known; close it, or \
         double a quote that is part of the text"
    );
    Err(Broken::at(record.line(), reason))
}

/// The columns of this name.
fn positions<'a>(header: &'a ByteRecord, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    (0..header.len()).filter(|&at| header[at].trim_ascii() == name.as_bytes())
}

fn columns(header: &ByteRecord, map: &[Mapping]) -> Result<ByField<Column>, HeaderError> {
    if header.is_empty() {
        return Err(HeaderError::Empty);
    }
    if [b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| header[0].starts_with(*mark)) {
        return Err(HeaderError::Utf16);
    }
    for field in Field::ALL {
        let name = mapped(map, field);
        let mut found = positions(header, name.unwrap_or(field.name()));
        match (found.next(), found.next(), name) {
            (_, Some(_), _) => {
                let name = name.unwrap_or(field.name()).to_owned();
                return Err(HeaderError::Repeated { name });
            }
            (None, _, Some(name)) => return Err(HeaderError::Missing { name: name.to_owned() }),
            _ => {}
        }
    }
    let columns = ByField::from_fn(|field| {
        let name = mapped(map, field).unwrap_or(field.name());
        Column { name: name.to_owned(), at: positions(header, name).next() }
    });
    for (one, other) in [(Field::AffiliateSlug, Field::AdvocateSlug), (Field::Email, Field::Uid)] {
        if columns[one].at.is_none() && columns[other].at.is_none() {
            return Err(HeaderError::NeitherOf { one, other, columns: header.len() });
        }
    }
    Ok(columns)
}

/// What is wrong with the first line.
enum HeaderError {
    Empty,
    Utf16,
    Repeated {
        name: String,
    },
    Missing {
        name: String,
    },
    /// In a file without a header, the first line is a customer: it is not quoted.
    NeitherOf {
        one: Field,
        other: Field,
        columns: usize,
    },
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("the file is empty; the first line must contain the column names")
            }
            Self::Utf16 => f.write_str("the file is UTF-16; save it as UTF-8"),
            Self::Repeated { name } => write!(f, "two columns are called {}", name.escape_debug()),
            Self::Missing { name } => {
                write!(f, "no column is called {}, which --map names", name.escape_debug())
            }
            Self::NeitherOf { one, other, columns } => write!(
                f,
                "none of the {columns} columns in the first line is called {one} or {other}; if \
                 the file calls it something else, add --map {one}=NAME; if the columns are not \
                 separated by commas, add --delimiter"
            ),
        }
    }
}

fn broken(line: u64, error: csv::Error) -> Broken {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => Broken::at(
            line,
            format!("the row is longer than {MAX_BYTES} bytes; is a quote not closed?"),
        ),
        csv::ErrorKind::Io(error) => Broken { line: Some(line), ..Broken::unreadable(&error) },
        _ => Broken::at(line, "not CSV"),
    }
}
