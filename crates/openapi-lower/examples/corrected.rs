//! Prints a document with its overlay applied, as JSON.
//!
//! ```text
//! cargo run -p openapi-lower --example corrected specs/pets.yaml
//! ```

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use openapi_lower::Spec;

fn main() -> ExitCode {
    match correct() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn correct() -> Result<(), Box<dyn Error>> {
    let file = PathBuf::from(env::args().nth(1).ok_or("usage: corrected <spec>")?);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let specs = Spec::folder(folder.unwrap_or(".".as_ref()))?;
    let stem = file.file_stem();
    let spec = specs
        .into_iter()
        .find(|spec| spec.inputs().next().and_then(|input| input.file_stem()) == stem)
        .unwrap_or_else(|| Spec::file(&file));
    println!("{:#}", spec.read()?.value());
    Ok(())
}
