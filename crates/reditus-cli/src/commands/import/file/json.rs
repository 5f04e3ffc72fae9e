//! Rows of JSON Lines.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
};

use reditus::Conversion;
use serde_json::value::RawValue;

use super::{
    columns::{ByField, MAY_HAVE_BEEN_RECORDED, mapped},
    record::MAX_BYTES,
    row::{self, Broken, Original, Problem, Row, Values},
    source::Source,
};
use crate::args::{Field, Mapping};

pub(super) struct JsonRows {
    reader: BufReader<Source>,
    line: u64,
    columns: ByField<String>,
}

type Object = BTreeMap<String, Box<RawValue>>;

impl JsonRows {
    pub(super) fn new(source: Source, map: &[Mapping]) -> Self {
        let name = |field: Field| mapped(map, field).unwrap_or(field.name()).to_owned();
        Self { reader: BufReader::new(source), line: 0, columns: ByField::from_fn(name) }
    }

    pub(super) fn next(&mut self) -> Result<Option<Row>, Broken> {
        loop {
            let mut text = Vec::new();
            self.line += 1;
            let mut line = (&mut self.reader).take(MAX_BYTES as u64);
            let read = line.read_until(b'\n', &mut text);
            let read = read.map_err(|error| Broken::unreadable(&error))?;
            if read == 0 {
                return Ok(None);
            }
            if read == MAX_BYTES && !text.ends_with(b"\n") {
                let reason = format!("the line is longer than {MAX_BYTES} bytes");
                return Err(Broken::at(self.line, reason));
            }
            let byte_order_mark: &[u8] = if self.line == 1 { b"\xef\xbb\xbf" } else { b"" };
            let text = text.strip_prefix(byte_order_mark).unwrap_or(&text).trim_ascii();
            if !text.is_empty() {
                return Ok(Some(self.row(text)));
            }
        }
    }

    fn row(&self, text: &[u8]) -> Row {
        let mut possibly_recorded = false;
        let (conversion, original) = match serde_json::from_slice::<Object>(text) {
            Ok(object) => {
                let noted = object.get(MAY_HAVE_BEEN_RECORDED);
                possibly_recorded = noted.is_some_and(|noted| noted.get() == "true");
                (self.conversion(&object), Original::Object(object))
            }
            // serde_json's own message may quote the line.
            Err(error) => {
                let reason = match error.column() {
                    0 => "not a JSON object".to_owned(),
                    column => format!("not a JSON object (error at column {column})"),
                };
                (Err(vec![Problem::of_row(reason)]), Original::Line(text.to_owned()))
            }
        };
        Row { line: self.line, conversion, possibly_recorded, original }
    }

    fn conversion(&self, object: &Object) -> Result<Conversion, Vec<Problem>> {
        let mut problems = Vec::new();
        let values = Values::from_fn(|field| {
            let column = &self.columns[field];
            text(object.get(column)?.get()).unwrap_or_else(|reason| {
                problems.push(Problem::of_column(column, reason));
                None
            })
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        row::conversion(values, |field| self.columns[field].clone())
    }
}

/// The value of a field: text, or a whole number, which a customer's id often is.
fn text(json: &str) -> Result<Option<String>, &'static str> {
    let digits = json.strip_prefix('-').unwrap_or(json);
    if json == "null" {
        Ok(None)
    } else if json.starts_with('"') {
        let text: String = serde_json::from_str(json).map_err(|_| "is not valid text")?;
        Ok(row::value(&text))
    } else if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Some(json.to_owned()))
    } else {
        Err("is neither text nor a whole number")
    }
}
