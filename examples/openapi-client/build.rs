use std::path::Path;
use std::{env, fs};

use openapi_lower::{Problem, Problems, Spec, lower};
use progenitor::{GenerationSettings, Generator};

fn main() {
    println!("cargo::rerun-if-changed=specs");
    let specs = Spec::folder("specs");
    if let Err(problems) = specs.and_then(|specs| specs.iter().try_for_each(generate)) {
        problems.into_iter().for_each(|problem| println!("cargo::error={problem}"));
    }
}

/// Writes `$OUT_DIR/library.rs` for `specs/library.yaml`.
fn generate(spec: &Spec) -> Result<(), Problems> {
    let lowered = lower(&spec.read()?)?;
    lowered.report().left_out().for_each(|operation| println!("cargo::warning={operation}"));
    let settings = GenerationSettings::new();
    let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api))?;
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    let file = Path::new(&folder).join(spec.module()).with_extension("rs");
    fs::write(&file, code.to_string())
        .map_err(|error| Problem::new(&file, "", error, "make the folder writable").into())
}
