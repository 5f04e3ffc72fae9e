//! What progenitor generates from a lowered document, compared with the original.

use openapi_lower::{Document, lower};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Value, json};

/// A document with one operation, `add_pet`, that has these responses.
fn document(responses: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/pets": { "post": { "operationId": "add_pet", "responses": responses } } },
        "components": { "schemas": schemas },
    })
}

fn response(schema: Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

/// The generated code, or why there is none. Generators panic: the message is returned.
fn generate(value: Value) -> Result<String, String> {
    let info = json!({ "title": "", "version": "" });
    let any = json!({ "openapi": "3.1.0", "info": info, "paths": {} });
    let lowered = lower(&Document::new("pets.yaml", any)).unwrap();
    let api = serde_json::from_value(value).map_err(|error| error.to_string())?;
    let settings = GenerationSettings::new();
    let code = lowered.generate(|_| Generator::new(&settings).generate_tokens(&api));
    let file = syn::parse2(code.map_err(|problems| problems.to_string())?).unwrap();
    Ok(prettyplease::unparse(&file))
}

fn generate_lowered(value: &Value) -> String {
    let lowered = lower(&Document::new("pets.yaml", value.clone())).unwrap();
    generate(lowered.value().clone()).unwrap()
}

/// As progenitor sees a document that only claims to be 3.0.
fn as_3_0(value: &Value) -> Value {
    let mut value = value.clone();
    value["openapi"] = "3.0.3".into();
    value
}

fn error_of(text: &str) -> Value {
    json!({ "type": "object", "properties": { "error": { "type": "string", "default": text } } })
}

#[test]
fn version_3_1_is_not_generated_from_unless_lowered() {
    let value = document(json!({ "204": { "description": "" } }), json!({}));
    assert!(generate(value.clone()).unwrap_err().contains("invalid version: 3.1.0"));
    assert!(generate_lowered(&value).contains("pub async fn add_pet"));
}

#[test]
fn failures_that_differ_in_a_default_are_two_types() {
    let responses = json!({
        "201": response(json!({ "type": "object", "properties": { "name": { "type": "string" } } })),
        "400": response(error_of("wrong")),
        "409": response(error_of("there already")),
    });
    let value = document(responses, json!({}));
    // Without lowering, success and both failures become one type, silently.
    let original = generate(as_3_0(&value)).unwrap();
    assert!(
        original.contains("ResponseValue<types::AddPetResponse>, Error<types::AddPetResponse>")
    );
    assert!(!original.contains("there already"));

    let code = generate_lowered(&value);
    assert!(code.contains("ResponseValue<types::AddPet201>, Error<ByteStream>"), "{code}");
    assert!(code.contains("pub struct AddPet400") && code.contains("pub struct AddPet409"));
    assert!(code.contains(r#""wrong""#) && code.contains(r#""there already""#));
}

#[test]
fn failures_of_several_types_arrive_as_bytes_with_their_status() {
    let named = |name: &str| response(json!({ "$ref": format!("#/components/schemas/{name}") }));
    let responses = json!({
        "204": { "description": "" }, "400": named("Wrong"), "409": named("Double"),
        "5XX": { "description": "" },
    });
    let schemas = json!({ "Wrong": error_of("wrong"), "Double": error_of("there already") });
    let value = document(responses, schemas);
    let panic = generate(as_3_0(&value)).unwrap_err();
    assert!(panic.contains("panic: assertion failed: response_types.len() <= 1"), "{panic}");

    let code = generate_lowered(&value);
    assert!(code.contains("ResponseValue<()>, Error<ByteStream>"), "{code}");
    for status in ["400u16", "409u16", "500u16..=599u16"] {
        let arm = format!("{status} => Err(Error::ErrorResponse(ResponseValue::stream(response)))");
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ").replace("{ Err", "Err");
        assert!(code.contains(&arm), "{status}: {code}");
    }
    assert!(code.contains("pub struct Wrong") && code.contains("pub struct Double"));
}

#[test]
fn default_is_a_failure_and_not_a_success() {
    let responses = json!({ "201": response(json!({ "type": "string" })), "default": response(error_of("wrong")) });
    let value = document(responses, json!({}));
    assert!(generate(as_3_0(&value)).unwrap_err().contains("panic: "));
    let code = generate_lowered(&value);
    assert!(code.contains("ResponseValue<::std::string::String>, Error<ByteStream>"), "{code}");
}

#[test]
fn inner_types_are_named_as_typify_would_name_them() {
    let pet = json!({ "type": "object", "properties": {
        "owner": { "type": "object", "properties": {
            "homeAddress": { "type": "object", "properties": { "street": { "type": "string" } } },
        } },
        "toys": { "type": "array", "items": { "type": "object", "properties": { "a": { "type": "string" } } } },
        "vets": { "type": "object", "additionalProperties": {
            "type": "object", "properties": { "b": { "type": "string" } },
        } },
    } });
    let responses = json!({ "200": response(json!({ "$ref": "#/components/schemas/Pet" })) });
    let value = document(responses, json!({ "Pet": pet }));
    assert_eq!(generate_lowered(&value), generate(as_3_0(&value)).unwrap());
}

#[test]
fn two_inner_schemas_with_the_same_name_are_two_types() {
    let inner =
        |field: &str| json!({ "type": "object", "properties": { field: { "type": "string" } } });
    let pet = json!({ "type": "object", "properties": {
        "owner": { "type": "object", "properties": { "name": inner("first") } },
        "owner_name": inner("last"),
    } });
    let responses = json!({ "200": response(json!({ "$ref": "#/components/schemas/Pet" })) });
    let value = document(responses, json!({ "Pet": pet }));
    assert!(!generate(as_3_0(&value)).unwrap().contains("pub last"));
    let code = generate_lowered(&value);
    assert!(code.contains("pub first") && code.contains("pub last"), "{code}");
}

#[test]
fn a_response_is_not_refused_for_its_values() {
    let pet = json!({ "type": "object", "additionalProperties": false, "properties": {
        "color": { "type": "string", "enum": ["red"] },
        "name": { "type": "string", "minLength": 1, "pattern": "^R" },
        "age": { "type": "integer", "minimum": 1 },
        "born": { "type": "string", "format": "date-time" },
        "tags": { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
    } });
    let value = document(
        json!({ "200": response(json!({ "$ref": "#/components/schemas/Pet" })) }),
        json!({ "Pet": pet }),
    );
    let original = generate(as_3_0(&value)).unwrap();
    for strict in [
        "pub enum PetColor",
        "pub struct PetName",
        "NonZeroU64",
        "chrono",
        "; 2usize]",
        "deny_unknown_fields",
    ] {
        assert!(original.contains(strict), "{strict}");
        assert!(!generate_lowered(&value).contains(strict), "{strict}");
    }
}

#[test]
fn security_and_deprecation_change_nothing_that_is_generated() {
    let value = document(json!({ "204": { "description": "" } }), json!({}));
    let mut marked = value.clone();
    marked["components"]["securitySchemes"] =
        json!({ "token": { "type": "http", "scheme": "bearer" } });
    marked["security"] = json!([{ "token": [] }]);
    let operation = &mut marked["paths"]["/pets"]["post"];
    operation["security"] = json!([{ "token": [] }]);
    operation["deprecated"] = true.into();
    // The same without lowering: progenitor ignores both.
    assert_eq!(generate(as_3_0(&value)), generate(as_3_0(&marked)));
    assert_eq!(generate_lowered(&value), generate_lowered(&marked));

    let lowered = lower(&Document::new("pets.yaml", marked)).unwrap();
    assert_eq!(lowered.value()["paths"]["/pets"]["post"]["deprecated"], true);
    assert_eq!(lowered.report().iter().count(), 3);
    assert!(lowered.report().iter().all(|relaxed| relaxed.what().contains("`ClientHooks`")));
}

#[test]
fn the_order_of_keys_changes_nothing() {
    let head = r#""openapi": "3.1.0", "info": { "title": "Pets", "version": "1" }"#;
    let path = |name: &str| {
        let operation = format!(r#""operationId": "{name}", "responses": {{ "204": {{}} }}"#);
        format!(r#""/{name}": {{ "get": {{ {operation} }} }}"#)
    };
    let lowered = [["a", "b"], ["b", "a"]].map(|[first, second]| {
        let paths = format!(r#""paths": {{ {}, {} }}"#, path(first), path(second));
        let value = serde_json::from_str(&format!("{{ {paths}, {head} }}")).unwrap();
        lower(&Document::new("pets.json", value)).unwrap().value().to_string()
    });
    assert_eq!(lowered[0], lowered[1]);
}

#[test]
fn a_builder_takes_text_for_a_path_and_a_function_takes_its_type() {
    let mut value = document(json!({ "204": { "description": "" } }), json!({}));
    let operation = json!({ "operationId": "get_pet", "responses": {} });
    value["paths"] = json!({ "/pets/{name}": { "get": operation } });
    let lowered = lower(&Document::new("pets.yaml", value)).unwrap();
    let code = |style| {
        let mut settings = GenerationSettings::new();
        settings.with_interface(style);
        let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api)).unwrap();
        prettyplease::unparse(&syn::parse2(code).unwrap())
    };
    let builder = code(InterfaceStyle::Builder);
    assert!(builder.contains("V: std::convert::TryInto<types::PathText>"), "{builder}");
    assert!(builder.contains("TryFrom<&str> for PathText"), "{builder}");
    let function = code(InterfaceStyle::Positional);
    assert!(function.contains("name: &'a types::PathText"), "{function}");
}
