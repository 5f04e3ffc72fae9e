//! Generates a client from each document in `specs/`:
//!
//! document + overlay → lowering to OpenAPI 3.0 → progenitor → `$OUT_DIR/generated.rs`

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "codegen")]
    codegen::run()?;
    Ok(())
}

/// Without the feature, the reviewed copies in `src/generated/` are built instead.
///
/// `cargo xtask specs` takes this file in as a module, to show and write what the build generates.
#[cfg(feature = "codegen")]
pub(crate) mod codegen {
    use std::{env, error::Error, fs, path::PathBuf};

    use openapi_lower::{Problems, Spec, lower};
    use openapiv3::OpenAPI;
    use proc_macro2::TokenStream;
    use progenitor::{GenerationSettings, Generator, HooksMode};
    use quote::{format_ident, quote};

    pub(crate) fn run() -> Result<(), Box<dyn Error>> {
        println!("cargo::rerun-if-changed=specs");
        let specs = match Spec::folder("specs") {
            Ok(specs) => specs,
            Err(problems) => {
                report(problems);
                return Ok(());
            }
        };
        let mut modules = TokenStream::new();
        for spec in &specs {
            match generate(spec) {
                Ok(module) => modules.extend(module),
                Err(problems) => report(problems),
            }
        }
        let folder = PathBuf::from(env::var("OUT_DIR")?);
        fs::write(folder.join("generated.rs"), modules.to_string())?;
        Ok(())
    }

    /// One line per problem, no backtrace. These lines, not the exit status, fail the build.
    fn report(problems: Problems) {
        for problem in problems {
            println!("cargo::error={problem}");
        }
    }

    /// A module with the client of one document, and the hooks that send its token and keep its limits.
    pub(crate) fn generate(spec: &Spec) -> Result<TokenStream, Problems> {
        let document = spec.read()?;
        let lowered = lower(&document)?;
        for operation in lowered.report().left_out() {
            println!("cargo::warning={operation}");
        }
        let settings = settings();
        let client =
            lowered.generate(|api: &OpenAPI| Generator::new(&settings).generate_tokens(api))?;
        let module = format_ident!("{}", spec.module());
        Ok(quote! {
            pub(crate) mod #module {
                #client
                crate::hooks::hook!(Client);
            }
        })
    }

    fn settings() -> GenerationSettings {
        let mut settings = GenerationSettings::new();
        settings.with_inner_type(quote!(crate::hooks::Hooks));
        settings.with_hooks(HooksMode::Expected);
        settings.with_derive("PartialEq");
        settings
    }
}
