//! The known keywords, by how they are used.

use crate::schema::kind::Kinds;

/// Keywords that only document. A `title` would override the name of the type.
pub(crate) fn documents(key: &str) -> bool {
    let known = matches!(
        key,
        "title" | "summary" | "description" | "deprecated" | "example" | "examples"
            | "externalDocs" | "$comment" | "$id" | "$schema" | "$anchor" | "$dynamicAnchor" | "$vocabulary"
            // Bodies are never XML.
            | "xml"
    );
    known || key.starts_with("x-")
}

/// The note about a default that is not kept.
pub(crate) const NO_DEFAULT: &str = "the default is not applied: an absent value stays absent";

/// True for a keyword that leaves a schema equal to the reference next to it.
pub(crate) fn is_aside(key: &str) -> bool {
    !matches!(
        key,
        "$ref"
            | "$dynamicRef"
            | "type"
            | "enum"
            | "const"
            | "allOf"
            | "oneOf"
            | "anyOf"
            | "then"
            | "else"
            | "dependentSchemas"
            | "properties"
            | "required"
            | "patternProperties"
            | "additionalProperties"
            | "unevaluatedProperties"
            | "items"
            | "prefixItems"
    )
}

/// Keywords for one type that shape the Rust type.
pub(crate) const MEANT: &[&str] =
    &["properties", "required", "additionalProperties", "items", "format"];

/// Keywords that limit values of any type.
pub(crate) const CHECKS: &[&str] = &[
    "not",
    "if",
    "dependentRequired",
    "dependencies",
    "propertyNames",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "additionalItems",
    "$dynamicRef",
    "$recursiveRef",
    "$recursiveAnchor",
];

/// The types whose values a keyword limits, unless it limits all.
pub(crate) fn limits(key: &str) -> Option<Kinds> {
    Some(match key {
        "properties" | "required" | "additionalProperties" => Kinds::OBJECT,
        "minProperties" | "maxProperties" => Kinds::OBJECT,
        "items" | "minItems" | "maxItems" | "uniqueItems" => Kinds::ARRAY,
        "minLength" | "maxLength" | "pattern" => Kinds::STRING,
        "minimum" | "maximum" | "multipleOf" => Kinds::NUMBER,
        "exclusiveMinimum" | "exclusiveMaximum" => Kinds::NUMBER,
        "format" => Kinds::NUMBER.or(Kinds::STRING),
        _ => return None,
    })
}

/// All known keywords, to recognise misspelled ones.
pub(crate) const EVERY: &[&str] = &[
    "$defs",
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
];
