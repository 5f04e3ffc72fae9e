//! `specs/` → overlay → lowering → openapiv3 → progenitor → `$OUT_DIR/generated.rs`
//!
//! Every document becomes a module, with the hooks that carry the token and the limits.

use std::{env, error::Error, fs, path::Path};

use openapi_lower::{Problems, Spec};
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode};
use quote::{format_ident, quote};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=specs");
    let mut modules = TokenStream::new();
    match Spec::folder("specs") {
        Ok(specs) => specs.iter().for_each(|spec| match generate(spec) {
            Ok(module) => modules.extend(module),
            Err(problems) => report(problems),
        }),
        Err(problems) => report(problems),
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("generated.rs"), modules.to_string())?;
    Ok(())
}

fn generate(spec: &Spec) -> Result<TokenStream, Problems> {
    let lowered = openapi_lower::lower(&spec.read()?)?;
    lowered.report().left_out().for_each(|operation| println!("cargo::warning={operation}"));
    let mut settings = GenerationSettings::new();
    settings.with_inner_type(quote!(crate::hooks::Hooks)).with_hooks(HooksMode::Expected);
    settings.with_derive("PartialEq");
    let client = lowered.generate(|api| Generator::new(&settings).generate_tokens(api))?;
    let module = format_ident!("{}", spec.module());
    Ok(quote! { pub(crate) mod #module { #client crate::hooks::hook!(Client); } })
}

/// One `error:` line each, and no backtrace: cargo stops because of them, not of an exit status.
fn report(problems: Problems) {
    problems.into_iter().for_each(|problem| println!("cargo::error={problem}"));
}
