//! The generated clients, as a person reviews them.
//!
//! `UPDATE_EXPECT=1 cargo test --test it golden` rewrites the reviewed copies after a change of a
//! spec or of progenitor; what changed is then a diff.

use std::path::Path;

use expect_test::expect_file;

#[test]
fn the_generated_code_is_the_reviewed_code() {
    let generated = Path::new(env!("OUT_DIR")).join("generated.rs");
    let file = syn::parse_file(&std::fs::read_to_string(generated).unwrap()).unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated");
    let mut modules = Vec::new();
    for item in file.items {
        let syn::Item::Mod(module) = item else { panic!("not a module") };
        let name = format!("{}.rs", module.ident);
        let (_, items) = module.content.unwrap();
        let code = prettyplease::unparse(&syn::File { shebang: None, attrs: module.attrs, items });
        expect_file![golden.join(&name)].assert_eq(&code);
        modules.push(name);
    }
    // A module that is gone leaves no copy behind.
    let mut copies: Vec<_> = std::fs::read_dir(golden)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    copies.sort();
    assert_eq!(copies, modules);
}
