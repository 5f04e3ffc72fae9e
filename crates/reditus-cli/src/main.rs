//! The `reditus` command: report conversions to Reditus, one by one or by the file.
#![doc = include_str!("../README.md")]

mod anonymous;
mod args;
mod commands;
mod events;
mod exit;
mod http;
mod reader;
mod report;
mod settings;
mod signals;
mod version;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;

#[tokio::main]
async fn main() -> ExitCode {
    commands::run(Args::parse()).await.into()
}
