//! The `reditus` command: report conversions to Reditus, one by one or by the file.
#![doc = include_str!("../README.md")]

mod anonymous;
mod args;
mod click;
mod completions;
mod doctor;
mod events;
mod exit;
mod http;
mod import;
mod outbox;
mod reader;
mod relay;
mod report;
mod sandbox;
mod settings;
mod signals;
mod track;
mod version;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};

#[tokio::main]
async fn main() -> ExitCode {
    let Args { command, global } = Args::parse();
    let exit = match command {
        Command::Track(args) => track::run(args, &global).await,
        Command::Import(args) => import::run(args, &global).await,
        Command::Outbox(args) => outbox::run(args, &global).await,
        Command::Relay(args) => relay::run(args, &global).await,
        Command::Click(args) => click::run(&args, &global),
        Command::Doctor(_) => doctor::run(&global).await,
        Command::Sandbox(args) => sandbox::run(args, &global).await,
        Command::Completions(args) => completions::run(&args, &global),
    };
    exit.into()
}
