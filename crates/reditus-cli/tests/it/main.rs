//! The command line, as a process.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod capture;
mod click;
mod command;
mod doctor;
mod help;
mod import;
mod kill;
mod outbox;
mod relay;
mod resume;
mod sandbox;
mod settings;
mod thoroughness;
mod track;
