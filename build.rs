//! `specs/` → overlay → lowering → openapiv3 → progenitor → `$OUT_DIR/generated.rs`
//!
//! Every document becomes a module, with the hooks that carry the token and the limits.

#[cfg(feature = "codegen")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=specs");
    let specs = openapi_lower::Spec::folder("specs");
    let mut generated = proc_macro2::TokenStream::new();
    for module in specs.map_or_else(|it| vec![Err(it)], |it| it.iter().map(generate).collect()) {
        match module {
            Ok(module) => generated.extend(module),
            // A line each, and no backtrace: it is these that cargo stops for.
            Err(problems) => problems.into_iter().for_each(|it| println!("cargo::error={it}")),
        }
    }
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    Ok(std::fs::write(out.join("generated.rs"), generated.to_string())?)
}

/// `cargo xtask specs` shows and writes what this makes: it takes this file in as a module.
#[cfg(feature = "codegen")]
pub(crate) fn generate(
    spec: &openapi_lower::Spec,
) -> Result<proc_macro2::TokenStream, openapi_lower::Problems> {
    use progenitor::{GenerationSettings, Generator, HooksMode};
    let lowered = openapi_lower::lower(&spec.read()?)?;
    lowered.report().left_out().for_each(|it| println!("cargo::warning={it}"));
    let mut settings = GenerationSettings::new();
    settings.with_inner_type(quote::quote!(crate::hooks::Hooks)).with_hooks(HooksMode::Expected);
    settings.with_derive("PartialEq");
    let generate = |api: &openapiv3::OpenAPI| Generator::new(&settings).generate_tokens(api);
    let (client, module) = (lowered.generate(generate)?, quote::format_ident!("{}", spec.module()));
    Ok(quote::quote! { pub(crate) mod #module { #client crate::hooks::hook!(Client); } })
}

#[cfg(not(feature = "codegen"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs"); // the reviewed copies are built instead
}
