use std::{error::Error, fmt, num::NonZeroUsize, path::PathBuf, str::FromStr, time::Duration};

use clap::{Args as Group, ValueEnum};

use super::{
    outbox::At,
    rate::{Rate, duration},
};
use crate::exit;

/// Report the conversions in a file, and lose none: CSV or JSON Lines, gzipped or not.
///
/// The columns are affiliate_slug or advocate_slug, email or uid or both, and optionally gr_id;
/// other columns are kept. The whole file is checked before anything is sent. The result of each
/// row is kept in a ledger next to the file: after any interruption the same command continues, and no
/// conversion is recorded twice, even if the file was sorted or extended meanwhile.
///
/// With --outbox, the rows are enqueued there, for a worker to report, and no ledger is kept.
#[derive(Group)]
#[command(after_help = after_help())]
pub(crate) struct Import {
    /// The file to import; `-` is standard input
    pub(crate) file: PathBuf,

    /// The format; by default the name decides: .csv, .tsv, .jsonl or .ndjson, each with or without
    /// .gz
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// The character between the columns of a CSV file; by default a comma, or a tab in .tsv
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,

    /// Read a field from a column of another name: --map email=customer_email
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub(crate) map: Vec<Mapping>,

    /// Check the file and send nothing
    #[arg(long)]
    pub(crate) check: bool,

    /// Skip invalid rows instead of refusing the whole file
    #[arg(long)]
    pub(crate) skip_invalid: bool,

    /// Which row counts if the rows of one customer name different referrers
    #[arg(long, value_enum, value_name = "ROW", default_value = "first")]
    pub(crate) on_conflict: OnConflict,

    /// Resend rows that the service has rejected
    #[arg(long)]
    #[arg(conflicts_with = "outbox")]
    pub(crate) retry_rejects: bool,

    /// Where to keep the result of each row [default: FILE.ledger]
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with = "outbox")]
    pub(crate) ledger: Option<PathBuf>,

    /// Use a ledger of another API token, because both belong to the same account
    #[arg(long)]
    #[arg(conflicts_with = "outbox")]
    pub(crate) same_account: bool,

    /// Where to write rejected rows, with the reasons [default: NAME.rejects.csv, .tsv or .jsonl,
    /// next to the file]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,

    /// Where to write all rows, with their results
    #[arg(long, value_name = "FILE")]
    pub(crate) results: Option<PathBuf>,

    /// The most requests in flight at once
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    #[arg(conflicts_with = "outbox")]
    pub(crate) concurrency: u16,

    #[arg(long, value_name = "REQUESTS/TIME", help = rate_help())]
    #[arg(conflicts_with = "outbox")]
    pub(crate) rate: Option<Rate>,

    /// Give up after this long without a single successful request
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    #[arg(conflicts_with = "outbox")]
    pub(crate) give_up: Duration,

    /// Reject a row after this many failures of the service, while other rows succeed
    #[arg(long, value_name = "NUMBER", default_value = "10")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    #[arg(conflicts_with = "outbox")]
    pub(crate) tries: u32,

    /// Stop if this many rows at the start are all refused for the same reason; `off` never stops
    #[arg(long, value_name = "NUMBER", default_value = "20")]
    #[arg(conflicts_with = "outbox")]
    pub(crate) refused_alike: RefusedAlike,

    /// Show no progress
    #[arg(long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) at: At,
}

fn rate_help() -> String {
    format!("The most requests in any window of time, or `off` [default: {}]", Rate::default())
}

fn after_help() -> String {
    let (codes, default) = (exit::help(exit::IMPORT), Rate::default());
    format!(
        "{codes}\n\nThe service's documented limit, {default}, is for the whole account: with \
         --rate 60/5m an import leaves a part of it to others, such as today's signups."
    )
}

/// How many rows may be refused alike at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusedAlike {
    Stop(NonZeroUsize),
    Off,
}

impl RefusedAlike {
    pub(crate) fn limit(self) -> Option<usize> {
        match self {
            Self::Stop(rows) => Some(rows.get()),
            Self::Off => None,
        }
    }
}

impl FromStr for RefusedAlike {
    type Err = ArgumentError;

    fn from_str(text: &str) -> Result<Self, ArgumentError> {
        match text {
            "off" => Ok(Self::Off),
            number => number.parse().map(Self::Stop).map_err(|_| ArgumentError::RefusedAlike),
        }
    }
}

/// Which of a customer's rows counts, if they name different referrers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnConflict {
    /// The first row that the service accepts
    First,
    /// The last row; those with another referrer are not sent
    Last,
    /// None: nothing is sent
    Refuse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Csv,
    #[value(name = "jsonl")]
    JsonLines,
}

/// A field of a conversion, by its name in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    AffiliateSlug,
    AdvocateSlug,
    Email,
    Uid,
    GrId,
}

impl Field {
    pub(crate) const ALL: [Self; 5] =
        [Self::AffiliateSlug, Self::AdvocateSlug, Self::Email, Self::Uid, Self::GrId];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AffiliateSlug => "affiliate_slug",
            Self::AdvocateSlug => "advocate_slug",
            Self::Email => "email",
            Self::Uid => "uid",
            Self::GrId => "gr_id",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `email=customer_email`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) field: Field,
    pub(crate) column: String,
}

impl FromStr for Mapping {
    type Err = ArgumentError;

    fn from_str(text: &str) -> Result<Self, ArgumentError> {
        let (name, column) = text.split_once('=').ok_or(ArgumentError::Mapping)?;
        let field = Field::ALL.into_iter().find(|field| field.name() == name);
        let field = field.ok_or_else(|| ArgumentError::Field { name: name.to_owned() })?;
        match column.trim() {
            "" => Err(ArgumentError::Mapping),
            column => Ok(Self { field, column: column.to_owned() }),
        }
    }
}

fn delimiter(text: &str) -> Result<u8, ArgumentError> {
    match text.as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err(ArgumentError::Delimiter),
    }
}

/// Why an argument is refused: what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ArgumentError {
    Mapping,
    Field { name: String },
    Delimiter,
    RefusedAlike,
}

impl Error for ArgumentError {}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mapping => f.write_str("expected FIELD=COLUMN, such as `email=customer_email`"),
            Self::Field { name } => {
                let fields = Field::ALL.map(Field::name).join(", ");
                write!(f, "unknown field `{name}`; the fields are {fields}")
            }
            Self::Delimiter => {
                f.write_str("expected a single ASCII character other than a quote or a line break")
            }
            Self::RefusedAlike => f.write_str("expected a number of rows above 0, or `off`"),
        }
    }
}
