//! `reditus completions`

use std::io::{self, Write};

use clap::CommandFactory;
use serde_json::json;

use crate::{
    args::{Args, Completions, Global},
    exit::Exit,
    reader::Reader,
};

pub(crate) fn run(args: &Completions, global: &Global) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "reditus", &mut script);
    let printed = match global.reader() {
        Reader::Program => {
            let script = String::from_utf8_lossy(&script);
            let object = json!({ "shell": args.shell.to_string(), "script": script });
            writeln!(io::stdout(), "{object:#}")
        }
        Reader::Person => io::stdout().write_all(&script),
    };
    Exit::Done.after(printed.and_then(|()| io::stdout().flush()), Exit::Not)
}
