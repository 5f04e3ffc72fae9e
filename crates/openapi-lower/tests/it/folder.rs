//! Specs of a folder, and what their modules are called.

use std::fs;
use std::path::Path;

use openapi_lower::{Problems, Spec};
use tempfile::TempDir;

fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let text = if *file == "part.yaml" { "type: object\n" } else { "openapi: 3.1.0\n" };
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

fn problems(files: &[&str]) -> Vec<String> {
    let folder = folder(files);
    let problems = Spec::folder(folder.path()).unwrap_err();
    let text = problems.to_string().replace(&format!("{}/", folder.path().display()), "");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn each_spec_is_found_with_its_overlay() {
    let files = [
        "b.yaml",
        "a.yml",
        "a.overlay.json",
        "c.JSON",
        "b.overlay.yaml",
        "README.md",
        ".d.yaml",
        "notes.txt",
        "part.yaml",
    ];
    let folder = folder(&files);
    fs::create_dir(folder.path().join("more.yaml")).unwrap();
    let specs = Spec::folder(folder.path()).unwrap();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let found: Vec<Vec<_>> = specs.iter().map(|spec| spec.inputs().map(name).collect()).collect();
    let expected =
        [&["a.yml", "a.overlay.json"][..], &["b.yaml", "b.overlay.yaml"][..], &["c.JSON"][..]];
    assert_eq!(found, expected);
}

#[test]
fn an_ambiguous_folder_is_refused() {
    assert_eq!(
        problems(&["a.overlay.yaml", "b.yaml"]),
        ["a.overlay.yaml: no spec is named `a`; name the overlay after its spec, or delete it"]
    );
    assert_eq!(
        problems(&["a.yaml", "a.overlay.yaml", "a.overlay.json"]),
        ["a.overlay.yaml: a.yaml has a second overlay; merge the two"]
    );
    assert_eq!(
        problems(&["pets-v2.yaml", "pets_v2.yaml", "pets_v2.json"]),
        [
            "pets_v2.json: makes the same module `pets_v2` as pets-v2.yaml; rename or delete one of the two",
            "pets_v2.yaml: makes the same module `pets_v2` as pets-v2.yaml; rename or delete one of the two",
        ]
    );
}

#[test]
fn a_missing_folder_is_a_problem() -> Result<(), Problems> {
    let problems = Spec::folder("no/such/folder").unwrap_err();
    assert!(problems.to_string().starts_with("no/such/folder: "), "{problems}");
    Ok(())
}

#[test]
fn a_module_is_an_identifier_and_never_a_keyword() {
    let modules = [
        ("pets-v2.yaml", "pets_v2"),
        ("specs/PetStore.json", "pet_store"),
        ("pets.v1.2.yaml", "pets_v1_2"),
        ("2024.yaml", "x2024"),
        ("type.yaml", "type_"),
        ("Self.yaml", "self_"),
        ("größe.yaml", "größe"),
        ("--.yaml", "x"),
        ("it's.yaml", "its"),
    ];
    for (file, module) in modules {
        assert_eq!(Spec::file(file).module(), module);
        syn::parse_str::<syn::Ident>(module).unwrap();
    }
}
