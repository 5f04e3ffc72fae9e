//! The `reditus` command: report a conversion to Reditus, or run a sandbox of it.
#![doc = include_str!("../README.md")]

mod args;
mod exit;
mod report;
mod sandbox;
mod track;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};

#[tokio::main]
async fn main() -> ExitCode {
    let exit = match Args::parse().command {
        Command::Track(args) => track::run(args).await,
        Command::Sandbox(args) => sandbox::run(args).await,
    };
    exit.into()
}
