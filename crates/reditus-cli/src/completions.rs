//! `reditus completions`

use std::io::{self, Write};

use clap::CommandFactory;
use serde_json::json;

use crate::{
    args::{Args, Completions, Global},
    exit::Exit,
};

pub(crate) fn run(args: &Completions, global: &Global) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "reditus", &mut script);
    // Who does not read to the end has what it wants.
    let _ = if global.json {
        let script = String::from_utf8_lossy(&script);
        writeln!(io::stdout(), "{:#}", json!({ "shell": args.shell.to_string(), "script": script }))
    } else {
        io::stdout().write_all(&script)
    };
    Exit::Done
}
