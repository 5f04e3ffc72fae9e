//! A row of the file: a conversion, or what is wrong with it.

use std::{collections::BTreeMap, fmt, io};

use csv::ByteRecord;
use reditus::Conversion;
use serde_json::value::RawValue;

use super::columns::ByField;
use crate::args::Field;

pub(crate) struct Row {
    /// The line on which it begins, counted from 1.
    pub(crate) line: u64,
    pub(crate) conversion: Result<Conversion, Vec<Problem>>,
    /// An earlier import has noted that the row may have been recorded.
    pub(crate) possibly_recorded: bool,
    pub(crate) original: Original,
}

/// The row as it was, for the file of rejects.
pub(crate) enum Original {
    Cells(ByteRecord),
    Object(BTreeMap<String, Box<RawValue>>),
    /// A line that is not an object.
    Line(Vec<u8>),
}

/// Why a row cannot be sent. It quotes no value of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The column's name in the file; `None` if the problem is the row as a whole.
    pub(crate) column: Option<String>,
    pub(crate) reason: String,
}

impl Problem {
    pub(super) fn of_row(reason: impl Into<String>) -> Self {
        Self { column: None, reason: reason.into() }
    }

    pub(super) fn of_column(column: &str, reason: impl Into<String>) -> Self {
        Self { column: Some(column.to_owned()), reason: reason.into() }
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

/// Why no further row can be read: where this one ends is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// `None` for the file as a whole.
    pub(super) line: Option<u64>,
    pub(super) reason: String,
}

impl Broken {
    pub(super) fn at(line: u64, reason: impl Into<String>) -> Self {
        Self { line: Some(line), reason: reason.into() }
    }

    pub(super) fn unreadable(error: &io::Error) -> Self {
        Self { line: None, reason: format!("cannot be read: {error}") }
    }
}

/// The values of a row.
pub(super) type Values = ByField<Option<String>>;

/// The conversion in a row; `column` gives the name that the file has for a field.
pub(super) fn conversion(
    values: Values,
    column: impl Fn(Field) -> String,
) -> Result<Conversion, Vec<Problem>> {
    let Values { affiliate_slug, advocate_slug, email, uid, gr_id } = values;
    let both = |one, other| format!("{} and {}", column(one), column(other));
    let mut problems = Vec::new();
    let referrer = match (affiliate_slug, advocate_slug) {
        (Some(slug), None) => Some(Conversion::affiliate(slug)),
        (None, Some(slug)) => Some(Conversion::advocate(slug)),
        (slug, _) => {
            let columns = both(Field::AffiliateSlug, Field::AdvocateSlug);
            problems.push(Problem::of_row(match slug {
                Some(_) => format!("both {columns} are set; only one of them can have referred"),
                None => format!("no referrer: both {columns} are empty"),
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
        problems.push(Problem::of_column(&column, invalid.reason()));
    }
    conversion.filter(|_| problems.is_empty()).ok_or(problems)
}

/// White space around a value is never meant; an empty value is none.
pub(super) fn value(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
