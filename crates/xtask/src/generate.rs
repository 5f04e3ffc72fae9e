//! The code that the build script generates, as a person reviews it.

use openapi_lower::{Problem, Problems, Spec};

// The build script itself: what is shown here must be what is built. It works even when the crate no
// longer compiles, which is when the difference is needed most.
#[allow(dead_code)]
#[path = "../../../build.rs"]
mod build_script;

/// The module of a spec, formatted.
pub(crate) fn module(spec: &Spec) -> Result<String, Problems> {
    let code = build_script::codegen::generate(spec)?;
    let fix = "report it to progenitor";
    let broken =
        |error: &dyn std::fmt::Display| Problem::new(crate::tree::file(spec), "", error, fix);
    let mut items = syn::parse2::<syn::File>(code).map_err(|error| broken(&error))?.items;
    let Some(syn::Item::Mod(module)) = items.pop() else {
        return Err(broken(&"the code is not a module").into());
    };
    let (_, items) = module.content.unwrap_or_default();
    Ok(prettyplease::unparse(&syn::File { shebang: None, attrs: module.attrs, items }))
}
