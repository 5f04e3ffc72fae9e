//! Prints lowered documents as JSON, and their reports on stderr.
//!
//! ```text
//! cargo run -p openapi-lower --example lowered specs/pets.yaml
//! ```

use std::env;
use std::process::ExitCode;

use openapi_lower::{Problems, Spec, lower};

fn main() -> ExitCode {
    let results: Vec<_> = env::args().skip(1).map(|file| print(&Spec::file(file))).collect();
    results.iter().filter_map(|result| result.as_ref().err()).for_each(|it| eprintln!("{it}"));
    if results.iter().all(Result::is_ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(spec: &Spec) -> Result<(), Problems> {
    let lowered = lower(&spec.read()?)?;
    println!("{:#}", lowered.value());
    eprint!("{}", lowered.report());
    Ok(())
}
