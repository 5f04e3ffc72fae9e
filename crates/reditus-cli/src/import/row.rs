//! A row of the file: a conversion, or what is wrong with it.

use std::{collections::BTreeMap, fmt, io};

use csv::ByteRecord;
use reditus::Conversion;
use serde_json::value::RawValue;

use crate::args::Field;

pub(crate) struct Row {
    /// Where it begins, counted from 1.
    pub(crate) line: u64,
    pub(crate) conversion: Result<Conversion, Vec<Problem>>,
    /// An earlier import has said that it may have been recorded.
    pub(crate) unsure: bool,
    pub(crate) original: Original,
}

/// The row as it was, for the file of rejects.
pub(crate) enum Original {
    Cells(ByteRecord),
    Object(BTreeMap<String, Box<RawValue>>),
    /// A line that is no object.
    Line(Vec<u8>),
}

/// Why a row cannot be sent. No value of the row is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// By its name in the file; `None` for the row as a whole.
    pub(crate) column: Option<String>,
    pub(crate) reason: String,
}

impl Problem {
    pub(crate) fn of_row(reason: impl Into<String>) -> Self {
        Self { column: None, reason: reason.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "column {} {}", column.escape_debug(), self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// Why the file cannot be read on: where one row ends and the next begins is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// `None` for the file as a whole.
    pub(crate) line: Option<u64>,
    pub(crate) reason: String,
}

impl Broken {
    pub(crate) fn unreadable(error: io::Error) -> Self {
        Self { line: None, reason: format!("cannot be read: {error}") }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// The five values of a row, in the order of [`Field::ALL`].
pub(crate) type Values = [Option<String>; 5];

/// The conversion of a row, `column` being what the file calls a field.
pub(crate) fn conversion(
    values: Values,
    column: impl Fn(Field) -> String,
) -> Result<Conversion, Vec<Problem>> {
    let [affiliate_slug, advocate_slug, email, uid, gr_id] = values;
    let both = |one, other| format!("{} and {}", column(one), column(other));
    let mut problems = Vec::new();
    let referrer = match (affiliate_slug, advocate_slug) {
        (Some(slug), None) => Some(Conversion::affiliate(slug)),
        (None, Some(slug)) => Some(Conversion::advocate(slug)),
        (referrer, _) => {
            let columns = both(Field::AffiliateSlug, Field::AdvocateSlug);
            problems.push(Problem::of_row(match referrer {
                Some(_) => format!("both {columns} are set; only one can have referred"),
                None => format!("nobody referred: both {columns} are empty"),
            }));
            None
        }
    };
    let conversion = match (referrer, email, uid) {
        (_, None, None) => {
            let columns = both(Field::Email, Field::Uid);
            problems.push(Problem::of_row(format!("no customer: both {columns} are empty")));
            None
        }
        (None, _, _) => None,
        (Some(referrer), Some(email), None) => Some(referrer.email(email)),
        (Some(referrer), None, Some(uid)) => Some(referrer.uid(uid)),
        (Some(referrer), Some(email), Some(uid)) => Some(referrer.email(email).uid(uid)),
    };
    let conversion = match (conversion, gr_id) {
        (Some(conversion), Some(gr_id)) => Some(conversion.gr_id(gr_id)),
        (conversion, _) => conversion,
    };
    for invalid in conversion.iter().flat_map(Conversion::invalid_fields) {
        let field = Field::ALL.into_iter().find(|field| field.name() == invalid.name());
        let column = field.map_or_else(|| invalid.name().to_owned(), &column);
        problems.push(Problem { column: Some(column), reason: invalid.reason().to_owned() });
    }
    conversion.filter(|_| problems.is_empty()).ok_or(problems)
}

/// White space around a value is never meant, and nothing is no value.
pub(crate) fn value(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
