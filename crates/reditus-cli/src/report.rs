//! Why nothing was tried, for a person or for a program.

use std::{
    fmt::Display,
    io::{self, Write},
};

use reditus::ErrorKind;
use serde_json::json;

use crate::{exit::Exit, reader::Reader};

/// Prints why nothing was tried: on standard error, or for a program as an object.
pub(crate) fn could_not_start(why: impl Display, reader: Reader) -> Exit {
    let printed = match reader {
        Reader::Program => {
            let object = json!({
                "outcome": "error",
                "kind": ErrorKind::Configuration.as_str(),
                "error": why.to_string(),
                "may_have_been_recorded": false,
                "attempts": 0,
            });
            writeln!(io::stdout(), "{object:#}")
        }
        Reader::Person => writeln!(io::stderr(), "error: {why}"),
    };
    Exit::CouldNotStart.after(printed, Exit::CouldNotStart)
}
