//! Rows of JSON Lines.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
};

use reditus::Conversion;
use serde_json::value::RawValue;

use super::{
    input::Source,
    output::MAY_HAVE_BEEN_RECORDED,
    record::MAX_BYTES,
    row::{self, Broken, Original, Problem, Row, Values},
};
use crate::args::{Field, Mapping};

pub(crate) struct JsonRows {
    reader: BufReader<Source>,
    line: u64,
    columns: [String; 5],
}

type Object = BTreeMap<String, Box<RawValue>>;

impl JsonRows {
    pub(crate) fn new(source: Source, map: &[Mapping]) -> Self {
        let columns = Field::ALL.map(|field| {
            let mapped = map.iter().rfind(|mapping| mapping.field == field);
            mapped.map_or_else(|| field.name().to_owned(), |mapping| mapping.column.clone())
        });
        Self { reader: BufReader::new(source), line: 0, columns }
    }

    pub(crate) fn next(&mut self) -> Result<Option<Row>, Broken> {
        loop {
            let mut text = Vec::new();
            self.line += 1;
            let mut line = (&mut self.reader).take(MAX_BYTES as u64);
            let read = line.read_until(b'\n', &mut text).map_err(Broken::unreadable)?;
            if read == 0 {
                return Ok(None);
            }
            if read == MAX_BYTES && !text.ends_with(b"\n") {
                let reason = format!("the line is longer than {MAX_BYTES} bytes");
                return Err(Broken { line: Some(self.line), reason });
            }
            let byte_order_mark: &[u8] = if self.line == 1 { b"\xef\xbb\xbf" } else { b"" };
            let text = text.strip_prefix(byte_order_mark).unwrap_or(&text).trim_ascii();
            if !text.is_empty() {
                return Ok(Some(self.row(text)));
            }
        }
    }

    fn row(&self, text: &[u8]) -> Row {
        let mut unsure = false;
        let (conversion, original) = match serde_json::from_slice::<Object>(text) {
            Ok(object) => {
                let said = object.get(MAY_HAVE_BEEN_RECORDED);
                unsure = said.is_some_and(|said| said.get() == "true");
                (self.conversion(&object), Original::Object(object))
            }
            // What serde_json says may quote the line.
            Err(error) => {
                let reason = match error.column() {
                    0 => "it is no JSON object".to_owned(),
                    column => format!("it is no JSON object, as seen at character {column}"),
                };
                (Err(vec![Problem::of_row(reason)]), Original::Line(text.to_owned()))
            }
        };
        Row { line: self.line, conversion, unsure, original }
    }

    fn conversion(&self, object: &Object) -> Result<Conversion, Vec<Problem>> {
        let mut values = Values::default();
        let mut problems = Vec::new();
        for (column, value) in self.columns.iter().zip(&mut values) {
            let Some(raw) = object.get(column) else { continue };
            match text(raw.get()) {
                Ok(text) => *value = text,
                Err(reason) => problems
                    .push(Problem { column: Some(column.clone()), reason: reason.to_owned() }),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        row::conversion(values, |field| self.columns[field as usize].clone())
    }
}

/// The value of a field: text, or a whole number, which an id of the customer often is.
fn text(json: &str) -> Result<Option<String>, &'static str> {
    let digits = json.strip_prefix('-').unwrap_or(json);
    if json == "null" {
        Ok(None)
    } else if json.starts_with('"') {
        let text: String = serde_json::from_str(json).map_err(|_| "is no valid text")?;
        Ok(row::value(&text))
    } else if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Some(json.to_owned()))
    } else {
        Err("is neither text nor a whole number")
    }
}
