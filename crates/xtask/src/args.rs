//! The command line.

use clap::{Parser, Subcommand};
use jiff::civil::Date;

use crate::Source;

/// What a person does to this workspace now and then.
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
    /// A document is the text of the one fenced block that four back-ticks and `yaml POST /v2/…`
    /// open, byte for byte. A page without exactly one such block for an operation of the spec is
    /// refused, and so is a bare document, which does not say where it was published. Nothing is
    /// written unless every page is good.
    #[command(after_help = EXITS)]
    Pull {
        /// The specs, such as `tracking-v2`; all of them, or those that the page of --from names.
        names: Vec<String>,
        /// A page to take instead of the one in specs/README.md: an address, a file, or - for
        /// standard input.
        #[arg(long, value_name = "PAGE")]
        from: Option<Source>,
        /// The date to note in specs/README.md instead of today's (UTC).
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<Date>,
    },
    /// Say whether `pull` would change a document; write nothing.
    #[command(after_help = EXITS)]
    Check {
        /// The specs, such as `tracking-v2`; all of them, or those that the page of --from names.
        names: Vec<String>,
        /// A page to compare with instead of the one in specs/README.md: an address, a file, or -
        /// for standard input.
        #[arg(long, value_name = "PAGE")]
        from: Option<Source>,
    },
    /// Show what another document changes: in the document, as corrected by the overlay, as
    /// lowered, and in the generated code.
    #[command(after_help = EXITS)]
    Diff {
        /// The spec, such as `tracking-v2`.
        name: String,
        /// The file of a page or of a bare document, or - for standard input.
        other: Source,
    },
    /// Rewrite the reviewed copies of the generated code.
    #[command(after_help = EXITS)]
    Golden,
}

const EXITS: &str = "\
Exit status:
    0  done; check: fresh; diff: no difference
    2  the command line is wrong
    4  check: stale; diff: something differs
  100  failed, and no file was written; the reason is on standard error, for check on standard output";
