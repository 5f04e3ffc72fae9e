use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use clap::{Args as Group, ValueEnum};

use super::rate::{Rate, duration};

/// Report the conversions of a file, and lose none: CSV or JSON Lines, gzip or not.
///
/// The columns are affiliate_slug or advocate_slug, email or uid or both, and gr_id; others are
/// carried along. The whole file is checked before anything is sent. What became of each row is
/// kept in a ledger beside the file: whatever stops an import, the same command goes on with it,
/// and no row is reported twice, even where the file was sorted or extended meanwhile.
#[derive(Group)]
#[command(after_help = "\
Exit codes:
  0  all rows are recorded, now or before; with --check: all can be sent
  1  some rows were rejected, or cannot be sent; the file of rejects has them
  2  nothing was sent: arguments, configuration, file or ledger are wrong
  3  not finished: the same command goes on
  4  interrupted: the same command goes on

The limit of the service, 100 requests in 5 minutes, is for the whole account: \
with --rate 60/5m an import leaves a part of it to others, such as the signups of today.")]
pub(crate) struct Import {
    /// The file; `-` is standard input
    pub(crate) file: PathBuf,

    /// What the file is; by default its name tells: .csv, .tsv, .jsonl, .ndjson, each with or
    /// without .gz
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// What separates the columns of a CSV file; by default a comma, and a tab in .tsv
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,

    /// Take a field from a column of another name: --map email=customer_email
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub(crate) map: Vec<Mapping>,

    /// Check the file, and send nothing
    #[arg(long)]
    pub(crate) check: bool,

    /// Send the rows that can be sent, though there are others
    #[arg(long)]
    pub(crate) skip_invalid: bool,

    /// Send the rows again that the service rejected before
    #[arg(long)]
    pub(crate) retry_rejects: bool,

    /// Where to keep what became of each row [default: FILE.ledger]
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,

    /// Where to write the rows that were rejected, and why [default: NAME.rejects.csv, .tsv or .jsonl,
    /// beside the file]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,

    /// Where to write all rows, and what became of them
    #[arg(long, value_name = "FILE")]
    pub(crate) results: Option<PathBuf>,

    /// How many requests may be under way at once
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) concurrency: u16,

    /// How many requests may be sent in a time, or `off` [default: 100/5m]
    #[arg(long, value_name = "REQUESTS/TIME")]
    pub(crate) rate: Option<Rate>,

    /// How long to go on trying once nothing comes through any more
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    pub(crate) give_up: Duration,

    /// Show no progress
    #[arg(long)]
    pub(crate) quiet: bool,
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
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, column) = text.split_once('=').ok_or("it is not FIELD=COLUMN")?;
        let field = Field::ALL.into_iter().find(|field| field.name() == name);
        let field = field.ok_or_else(|| {
            format!("there is no field `{name}`, only {}", Field::ALL.map(Field::name).join(", "))
        })?;
        if column.trim().is_empty() {
            return Err("it names no column".to_owned());
        }
        Ok(Self { field, column: column.trim().to_owned() })
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("it is not one character, or one that cannot separate".to_owned()),
    }
}
