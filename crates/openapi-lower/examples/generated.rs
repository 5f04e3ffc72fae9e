//! Prints the client that progenitor generates from a spec, and on stderr what was relaxed.
//!
//! ```text
//! cargo run -p openapi-lower --example generated specs/pets.yaml
//! ```

use std::env;
use std::error::Error;
use std::process::ExitCode;

use openapi_lower::{Spec, lower};
use progenitor::{GenerationSettings, Generator};

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Box<dyn Error>> {
    let mut files = env::args().skip(1);
    let mut spec = Spec::file(files.next().ok_or("usage: generated <spec> [<overlay>]")?);
    if let Some(overlay) = files.next() {
        spec = spec.with_overlay(overlay);
    }
    let lowered = lower(&spec.read()?)?;
    eprint!("{}", lowered.report());
    let settings = GenerationSettings::new();
    let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api))?;
    println!("{}", prettyplease::unparse(&syn::parse2(code)?));
    Ok(())
}
