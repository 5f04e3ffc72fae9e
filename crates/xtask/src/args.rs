//! The command line.

use clap::{Parser, Subcommand};
use jiff::civil::Date;

use crate::Source;

/// Maintenance commands for this workspace.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
pub struct Args {
    /// What to work on.
    #[command(subcommand)]
    pub task: Task,
}

/// What to work on.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// The vendor's documents in specs/, and the code that is generated from them.
    #[command(after_help = EXITS)]
    Specs {
        /// What to do.
        #[command(subcommand)]
        command: Specs,
    },
}

/// What to do with the specs.
#[derive(Debug, Subcommand)]
pub enum Specs {
    /// Take the vendor's documents from the vendor's pages.
    ///
    /// A document is the text, byte for byte, of the fenced block that starts with four backticks
    /// and `yaml POST /v2/…`. A page must have exactly one such block for an operation of the spec.
    /// A document without a page is refused: it does not say where it was published. Nothing is
    /// written unless every page can be used.
    #[command(after_help = EXITS)]
    Pull {
        /// The specs, such as `tracking-v2`. By default all, or those whose operations are on the
        /// page of --from.
        names: Vec<String>,
        /// The page to take instead of the one in specs/README.md: a URL, a file, or - for standard
        /// input.
        #[arg(long, value_name = "PAGE")]
        from: Option<Source>,
        /// The date to write into specs/README.md, by default today (UTC).
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<Date>,
    },
    /// Say whether `pull` would change a document, without writing anything.
    #[command(after_help = EXITS)]
    Check {
        /// The specs, such as `tracking-v2`. By default all, or those whose operations are on the
        /// page of --from.
        names: Vec<String>,
        /// The page to compare with instead of the one in specs/README.md: a URL, a file, or - for
        /// standard input.
        #[arg(long, value_name = "PAGE")]
        from: Option<Source>,
    },
    /// Show what another document changes: in itself, with the overlay applied, lowered, and in the
    /// generated code.
    #[command(after_help = EXITS)]
    Diff {
        /// The spec, such as `tracking-v2`.
        name: String,
        /// A file with a page or a document, or - for standard input.
        other: Source,
    },
    /// Rewrite the reviewed copies of the generated code.
    #[command(after_help = EXITS)]
    Golden,
}

const EXITS: &str = "\
Exit status:
    0  done; check: up to date; diff: no difference
    2  the command line is wrong
    4  check: out of date; diff: something differs
  100  failed, and no file was written; standard error says why (for check, standard output)";
