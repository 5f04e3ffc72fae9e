//! The `openapi-lower` command: lower an OpenAPI document from the shell, and check it in CI.

mod args;
mod baseline;
mod exit;
mod line;
mod report;

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use openapi_lower::{Lowered, Problem, Problems, Severity, Spec, lower};

use crate::args::Args;
use crate::baseline::Baseline;
use crate::exit::Exit;
use crate::report::Summary;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut stderr = io::stderr().lock();
    let exit = run(&args, &mut stderr).unwrap_or_else(|problems| {
        // Nothing can be said about an error of stderr.
        let _ = report::problems(&args, &problems, &mut stderr);
        Exit::Problems
    });
    exit.into()
}

/// Lowers the document, writes the result, and then the report.
fn run(args: &Args, stderr: &mut impl Write) -> Result<Exit, Problems> {
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let mut spec = Spec::file(&args.spec);
    if let Some(overlay) = &args.overlay {
        spec = spec.with_overlay(overlay);
    }
    let lowered = lower(&spec.read()?)?;
    write(args, &lowered)?;
    let mut lines = line::all(lowered.report());
    if let Some(baseline) = baseline {
        baseline.mark(&mut lines);
    }
    let denied = args.deny.or(args.baseline.as_ref().map(|_| Severity::Note));
    let fails = denied
        .is_some_and(|denied| lines.iter().any(|line| line.is_new && line.severity <= denied));
    let summary = Summary { args, lowered: &lowered, lines: &lines };
    summary.write(stderr).map_err(|error| {
        Problem::new(
            &args.spec,
            "",
            format!("the report cannot be written: {error}"),
            "check stderr",
        )
    })?;
    Ok(if fails { Exit::Denied } else { Exit::Lowered })
}

fn write(args: &Args, lowered: &Lowered) -> Result<(), Problems> {
    let text = format!("{:#}\n", lowered.value());
    let (file, written) = match &args.output {
        Some(file) => (file.as_path(), fs::write(file, text)),
        None => ("stdout".as_ref(), io::stdout().write_all(text.as_bytes())),
    };
    let problem = |error| Problem::new(file, "", error, "check the path and its permissions");
    Ok(written.map_err(problem)?)
}
