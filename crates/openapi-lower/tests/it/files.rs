//! Documents that consist of several files.

use std::fs;
use std::path::Path;

use openapi_lower::{Lowered, Problems, Spec, lower};
use progenitor::{GenerationSettings, Generator};
use tempfile::TempDir;

const MAIN: &str = r##"
openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets: { $ref: "paths/pets.yaml" }
  /owners:
    get:
      operationId: list_owners
      responses:
        "200": { description: all, content: { application/json: { schema: { $ref: "schemas/owner.yaml" } } } }
components:
  schemas:
    Pet: { type: object, properties: { wild: { type: boolean } } }
"##;

const PETS: &str = r##"
get:
  operationId: list_pets
  parameters: [{ $ref: "../common.json#/parameters/Limit" }]
  responses:
    "200":
      description: all
      content: { application/json: { schema: { type: array, items: { $ref: "../schemas/pet.yaml#/Pet" } } } }
"##;

const PET: &str = r##"
Pet:
  type: object
  required: [owner]
  properties:
    name: { type: string, minLength: 1 }
    owner: { $ref: "owner.yaml" }
    wild: { $ref: "../main.yaml#/components/schemas/Pet" }
"##;

const OWNER: &str = r##"
type: object
properties:
  pets: { type: array, items: { $ref: "./pet.yaml#/Pet" } }
  address: { $ref: "#address" }
  friend: { $dynamicRef: "#node" }
$dynamicAnchor: node
$defs:
  Address: { $anchor: address, type: object, properties: { street: { type: string } } }
"##;

const COMMON: &str = r#"{ "parameters": { "Limit": { "name": "limit", "in": "query", "schema": { "type": "integer" } } } }"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

fn read(folder: &Path) -> Result<Lowered, Problems> {
    lower(&Spec::file(folder.join("main.yaml")).read()?)
}

fn problems(files: &[(&str, &str)]) -> String {
    let folder = folder(files);
    let problems = read(folder.path()).unwrap_err().to_string();
    problems.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn references_to_other_files_are_followed_through_cycles_and_name_clashes() {
    let folder = folder(&[
        ("main.yaml", MAIN),
        ("paths/pets.yaml", PETS),
        ("schemas/pet.yaml", PET),
        ("schemas/owner.yaml", OWNER),
        ("common.json", COMMON),
    ]);
    let spec = Spec::file(folder.path().join("main.yaml"));
    let document = spec.read().unwrap();
    let mut files: Vec<_> = document.references().collect();
    files.sort();
    let expected = ["common.json", "paths/pets.yaml", "schemas/owner.yaml", "schemas/pet.yaml"];
    assert_eq!(files, expected.map(|name| folder.path().join(name)));

    let lowered = lower(&document).unwrap();
    assert_eq!(lowered.report().left_out().count(), 0, "{}", lowered.report());
    let settings = GenerationSettings::new();
    let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api)).unwrap();
    let code = prettyplease::unparse(&syn::parse2(code).unwrap());
    for line in [
        "pub async fn list_pets",
        "limit: Option<i64>",
        "pub struct Pet {",
        "pub wild: ::std::option::Option<bool>",
        "pub struct Pet2 {",
        "pub wild: ::std::option::Option<Pet>",
        "pub struct Owner {",
        "pub pets: ::std::vec::Vec<Pet2>",
        "pub address: ::std::option::Option<Address>",
        "pub friend: ::std::option::Option<::std::boxed::Box<Owner>>",
    ] {
        assert!(code.contains(line), "{line}: {code}");
    }
    let report = lowered.report().to_string();
    let line = "schemas/pet.yaml#/Pet/properties/name/minLength: `minLength` is not checked";
    assert!(report.lines().any(|it| it.starts_with(line)), "{report}");
}

#[test]
fn a_reference_to_an_id_is_followed_unless_two_schemas_have_it() {
    let main = |ids: [&str; 2]| {
        let [first, second] = ids;
        format!(
            r##"
openapi: 3.1.0
info: {{ title: Pets, version: "1" }}
paths:
  /pets:
    get:
      operationId: get_pet
      responses:
        "200": {{ description: one, content: {{ application/json: {{ schema: {{ $ref: "https://pets.example/pet" }} }} }} }}
components:
  schemas:
    Pet: {{ $id: "{first}", type: object, properties: {{ name: {{ type: string }} }} }}
    Owner: {{ $id: "{second}", type: object }}
"##
        )
    };
    let [pet, owner] = ["https://pets.example/pet", "https://pets.example/owner"];
    let response = |text: &str| {
        let folder = folder(&[("main.yaml", text)]);
        let lowered = read(folder.path()).unwrap();
        let responses = &lowered.value()["paths"]["/pets"]["get"]["responses"];
        let schema = responses["200"]["content"]["application/json"]["schema"].clone();
        (schema, lowered.report().to_string())
    };
    let (schema, report) = response(&main([pet, owner]));
    assert_eq!(schema, serde_json::json!({ "$ref": "#/components/schemas/Pet" }));
    assert!(!report.contains("any value is accepted"), "{report}");
    let (schema, report) = response(&main([pet, pet]));
    assert_eq!(schema, serde_json::json!({}));
    assert!(report.contains("\"https://pets.example/pet\" is on the network"), "{report}");
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem_at_the_reference() {
    let missing =
        problems(&[("main.yaml", MAIN), ("paths/pets.yaml", PETS), ("common.json", COMMON)]);
    assert_eq!(
        missing,
        "main.yaml#/paths/~1owners/get/responses/200/content/application~1json/schema/$ref: \
         schemas/owner.yaml cannot be read: No such file or directory (os error 2); \
         add the file, or correct the reference in the overlay\n\
         paths/pets.yaml#/get/responses/200/content/application~1json/schema/items/$ref: \
         schemas/pet.yaml cannot be read: No such file or directory (os error 2); \
         add the file, or correct the reference in the overlay"
    );
    let malformed =
        [("main.yaml", MAIN), ("paths/pets.yaml", "get: ["), ("schemas/owner.yaml", "{}")];
    assert!(problems(&malformed).starts_with("paths/pets.yaml#/get"), "{}", problems(&malformed));
}

#[test]
fn nothing_is_read_from_the_network_or_outside_the_folder() {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("secret.yaml"), "type: string").unwrap();
    let secret = elsewhere.path().join("secret.yaml");
    let outside = format!("../{}/secret.yaml", elsewhere.path().file_name().unwrap().display());
    for reference in [outside.as_str(), secret.to_str().unwrap(), "https://pets.example/a.yaml"] {
        let main =
            MAIN.replace("schemas/owner.yaml", reference).replace("paths/pets.yaml", "#/none");
        let folder = folder(&[("main.yaml", &main)]);
        let document = Spec::file(folder.path().join("main.yaml")).read().unwrap();
        assert_eq!(document.references().count(), 0);
        let report = lower(&document).unwrap().report().to_string();
        assert!(report.contains(&format!("{reference:?}")), "{report}");
    }
    #[cfg(unix)]
    {
        let folder = folder(&[("main.yaml", MAIN), ("paths/pets.yaml", "{}")]);
        fs::create_dir(folder.path().join("schemas")).unwrap();
        std::os::unix::fs::symlink(secret, folder.path().join("schemas/owner.yaml")).unwrap();
        let problems = read(folder.path()).unwrap_err().to_string();
        assert!(problems.contains("it is a link out of the folder"), "{problems}");
    }
}

#[test]
fn a_document_without_any_operation_left_is_a_problem() {
    let main = r##"{ openapi: 3.1.0, info: {}, paths: { /a: { $ref: "#/none" } } }"##;
    assert_eq!(
        problems(&[("main.yaml", main)]),
        "main.yaml#/paths: no operation is left: #/paths/~1a: /a is left out: \"#/none\" was not \
         found; correct the reference in the overlay"
    );
}
