//! Rows of CSV.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{
    input::Source,
    output::MAY_HAVE_BEEN_RECORDED,
    record::{MAX_BYTES, Quoting, Record},
    row::{self, Broken, Original, Problem, Row, Values},
};
use crate::args::{Field, Mapping};

pub(crate) struct CsvRows {
    reader: Reader<Record<Source>>,
    delimiter: u8,
    header: ByteRecord,
    /// Where each field is, and what its column is called.
    columns: [(Option<usize>, String); 5],
    /// Where an earlier import has said whether the row may have been recorded.
    unsure: Option<usize>,
}

impl CsvRows {
    pub(crate) fn new(source: Source, delimiter: u8, map: &[Mapping]) -> Result<Self, Broken> {
        // Rows of another length are counted and named here; csv only says that there is one.
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(Record::new(source));
        let header = reader.byte_headers().map_err(|error| broken(1, error))?.clone();
        sound(&mut reader, delimiter)?;
        let columns = columns(&header, map).map_err(|reason| Broken { line: Some(1), reason })?;
        let unsure = position(&header, MAY_HAVE_BEEN_RECORDED).next();
        Ok(Self { reader, delimiter, header, columns, unsure })
    }

    pub(crate) fn header(&self) -> &ByteRecord {
        &self.header
    }

    pub(crate) fn next(&mut self) -> Result<Option<Row>, Broken> {
        let begin = self.reader.position().byte();
        self.reader.get_mut().begins_at(begin);
        let mut cells = ByteRecord::new();
        let read = self.reader.read_byte_record(&mut cells);
        let line = self.reader.get_mut().line();
        if !read.map_err(|error| broken(line, error))? {
            return Ok(None);
        }
        sound(&mut self.reader, self.delimiter)?;
        Ok(Some(Row {
            line,
            conversion: self.conversion(&cells),
            unsure: self.unsure.is_some_and(|at| is_yes(cells.get(at).unwrap_or_default())),
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

/// Whether the row that was just read is one row.
fn sound(reader: &mut Reader<Record<Source>>, delimiter: u8) -> Result<(), Broken> {
    let end = reader.position().byte();
    let record = reader.get_mut();
    let what = match record.quoting(end, delimiter) {
        Quoting::Sound => return Ok(()),
        Quoting::Open => "never closed",
        Quoting::Torn => "closed in the middle of a value, lines later",
    };
    let reason = format!("a quote is opened here and {what}; the rows cannot be told apart");
    Err(Broken { line: Some(record.line()), reason })
}

fn is_yes(cell: &[u8]) -> bool {
    cell.trim_ascii().eq_ignore_ascii_case(b"yes")
}

/// The columns of this name.
fn position<'a>(header: &'a ByteRecord, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    (0..header.len()).filter(|&at| header[at].trim_ascii() == name.as_bytes())
}

fn columns(header: &ByteRecord, map: &[Mapping]) -> Result<[(Option<usize>, String); 5], String> {
    if header.is_empty() {
        return Err("the file is empty; its first line is to name the columns".to_owned());
    }
    if [b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| header[0].starts_with(*mark)) {
        return Err("the file is UTF-16; save it as UTF-8".to_owned());
    }
    let mut columns = Field::ALL.map(|field| (None, field.name().to_owned()));
    for (field, (at, name)) in Field::ALL.into_iter().zip(&mut columns) {
        let mapped = map.iter().rfind(|mapping| mapping.field == field);
        if let Some(mapping) = mapped {
            name.clone_from(&mapping.column);
        }
        let mut found = position(header, name);
        *at = found.next();
        if found.next().is_some() {
            return Err(format!("two columns are called {}", name.escape_debug()));
        }
        if mapped.is_some() && at.is_none() {
            return Err(format!("there is no column {}", name.escape_debug()));
        }
    }
    let found = |field: Field| columns[field as usize].0.is_some();
    for (one, other) in [(Field::AffiliateSlug, Field::AdvocateSlug), (Field::Email, Field::Uid)] {
        if !found(one) && !found(other) {
            // In a file without a header the first line is a customer: it is not shown.
            return Err(format!(
                "none of the {} columns in the first line is called {one} or {other}; if one is \
                 of another name, add --map {one}=NAME; if they are not separated by commas, \
                 --delimiter",
                header.len()
            ));
        }
    }
    Ok(columns)
}

fn broken(line: u64, error: csv::Error) -> Broken {
    let line = Some(line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => Broken {
            line,
            reason: format!("the row is longer than {MAX_BYTES} bytes; is a quote not closed?"),
        },
        csv::ErrorKind::Io(error) => Broken { line, ..Broken::unreadable(error) },
        _ => Broken { line, reason: "is no CSV".to_owned() },
    }
}
