//! Rows of CSV.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{
    input::Source,
    record::{MAX_BYTES, Record},
    row::{self, Broken, Original, Problem, Row, Values},
};
use crate::args::{Field, Mapping};

pub(crate) struct CsvRows {
    reader: Reader<Record<Source>>,
    delimiter: u8,
    header: ByteRecord,
    /// Where each field is, and what its column is called.
    columns: [(Option<usize>, String); 5],
}

impl CsvRows {
    pub(crate) fn new(source: Source, delimiter: u8, map: &[Mapping]) -> Result<Self, Broken> {
        // Rows of another length are counted and named here; csv only says that there is one.
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(Record::new(source));
        let header = reader.byte_headers().map_err(|error| broken(Some(1), error))?.clone();
        let columns = columns(&header, map).map_err(|reason| Broken { line: Some(1), reason })?;
        Ok(Self { reader, delimiter, header, columns })
    }

    pub(crate) fn header(&self) -> &ByteRecord {
        &self.header
    }

    pub(crate) fn next(&mut self) -> Result<Option<Row>, Broken> {
        let begin = self.reader.position().clone();
        self.reader.get_mut().begins_at(begin.byte());
        let mut cells = ByteRecord::new();
        let read = self.reader.read_byte_record(&mut cells);
        if !read.map_err(|error| broken(Some(begin.line()), error))? {
            return Ok(None);
        }
        // Empty lines before a row are not rows, and csv counts them to it.
        let line = begin.line() + self.reader.get_mut().empty_lines();
        if self.reader.get_mut().ends_in_quotes(self.delimiter) {
            let reason = "a quote is opened here and never closed; the rows after it cannot be \
                          told apart";
            return Err(Broken { line: Some(line), reason: reason.to_owned() });
        }
        Ok(Some(Row {
            line,
            conversion: self.conversion(&cells),
            original: Original::Cells(cells),
        }))
    }

    fn conversion(&self, cells: &ByteRecord) -> Result<reditus::Conversion, Vec<Problem>> {
        if cells.len() != self.header.len() {
            let (here, there) = (cells.len(), self.header.len());
            let reason = format!("it has {here} columns, and the header has {there}");
            return Err(vec![Problem::of_row(reason)]);
        }
        let mut values = Values::default();
        let mut problems = Vec::new();
        for ((at, column), value) in self.columns.iter().zip(&mut values) {
            let cell = at.and_then(|at| cells.get(at)).unwrap_or_default();
            match str::from_utf8(cell) {
                Ok(text) => *value = row::value(text),
                Err(_) => problems.push(Problem {
                    column: Some(column.clone()),
                    reason: "is not UTF-8".to_owned(),
                }),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        row::conversion(values, |field| self.columns[field as usize].1.clone())
    }
}

fn columns(header: &ByteRecord, map: &[Mapping]) -> Result<[(Option<usize>, String); 5], String> {
    if header.is_empty() {
        return Err("the file is empty; its first line is to name the columns".to_owned());
    }
    let mut columns = Field::ALL.map(|field| (None, field.name().to_owned()));
    for (field, (at, name)) in Field::ALL.into_iter().zip(&mut columns) {
        let mapped = map.iter().rfind(|mapping| mapping.field == field);
        if let Some(mapping) = mapped {
            name.clone_from(&mapping.column);
        }
        let mut found = (0..header.len()).filter(|&at| header[at].trim_ascii() == name.as_bytes());
        *at = found.next();
        if found.next().is_some() {
            return Err(format!("two columns are called {}", name.escape_debug()));
        }
        if mapped.is_some() && at.is_none() {
            return Err(format!("there is no column {}, {}", name.escape_debug(), named(header)));
        }
    }
    let found = |field: Field| columns[field as usize].0.is_some();
    for (one, other) in [(Field::AffiliateSlug, Field::AdvocateSlug), (Field::Email, Field::Uid)] {
        if !found(one) && !found(other) {
            return Err(format!(
                "there is no column {one} or {other}, {}; if it has another name, add --map \
                 {one}=NAME; if columns are not separated as they should be, --delimiter",
                named(header)
            ));
        }
    }
    Ok(columns)
}

/// In a file without a header the first line is a customer: what is no likely name is not shown.
fn named(header: &ByteRecord) -> String {
    const MANY: usize = 20;
    let likely = |name: &&str| {
        name.len() <= 40
            && name.starts_with(|first: char| first.is_alphabetic())
            && name.chars().all(|char| char.is_alphanumeric() || "_- ".contains(char))
    };
    let names: Vec<_> = header
        .iter()
        .take(MANY)
        .map(|name| str::from_utf8(name).ok().map(str::trim).filter(likely).unwrap_or("?"))
        .collect();
    let more = if header.len() > MANY { ", …" } else { "" };
    format!("only {}{more}", names.join(", "))
}

fn broken(line: Option<u64>, error: csv::Error) -> Broken {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => Broken {
            line,
            reason: format!("the row is longer than {MAX_BYTES} bytes; is a quote not closed?"),
        },
        csv::ErrorKind::Io(error) => Broken { line, ..Broken::unreadable(error) },
        _ => Broken { line, reason: "is no CSV".to_owned() },
    }
}
