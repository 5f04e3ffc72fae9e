//! The arguments of the command.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use openapi_lower::Severity;

use crate::exit::CODES;

/// Lower an OpenAPI 3.1 document to the 3.0 that progenitor generates a client from
#[derive(Debug, Parser)]
#[command(name = "openapi-lower", version, after_help = CODES)]
pub(crate) struct Args {
    /// The document, in YAML or JSON
    #[arg(value_name = "SPEC")]
    pub(crate) spec: PathBuf,

    /// Correct the document with this OpenAPI Overlay
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,

    /// Write the lowered document to this file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The form of the report, which goes to stderr; the README documents the JSON
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Form::Human)]
    pub(crate) report: Form,

    /// Show each line of the report, not only those about operations left out and data lost
    #[arg(long)]
    pub(crate) all: bool,

    /// Fail on lines of this severity or above: left-out, loss, less or note
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(crate) deny: Option<Severity>,

    /// Fail only on lines that this earlier report does not have; made by `--report json 2> FILE`
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Human,
    Json,
}

fn severity(text: &str) -> Result<Severity, String> {
    let found = Severity::ALL.into_iter().find(|severity| severity.name() == text);
    found.ok_or_else(|| {
        let names = Severity::ALL.map(Severity::name);
        format!("expected one of {}", names.join(", "))
    })
}
