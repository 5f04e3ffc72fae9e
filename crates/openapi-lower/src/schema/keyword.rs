//! The keywords that are known, by what is made of them.

use crate::schema::kind::Kinds;

/// Documentation. A title would name the type, over the name that it was given.
pub(crate) fn documents(key: &str) -> bool {
    let known = matches!(
        key,
        "title" | "summary" | "description" | "deprecated" | "example" | "examples"
            | "externalDocs" | "$comment" | "$id" | "$schema" | "$anchor" | "$vocabulary"
            // For XML, which no body here is.
            | "xml"
    );
    known || key.starts_with("x-")
}

/// What is noted of a default that is not kept.
pub(crate) const NO_DEFAULT: &str = "the default is left out: absent is read as absent";

/// True when a schema that only has this beside a reference is that reference.
pub(crate) fn is_aside(key: &str) -> bool {
    !matches!(
        key,
        "$ref"
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

/// Keywords of one type that more is made of than a note.
pub(crate) const MEANT: &[&str] =
    &["properties", "required", "additionalProperties", "items", "format"];

/// Keywords that only limit the values, of whatever type.
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
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveRef",
    "$recursiveAnchor",
];

/// The types that a keyword limits, when it does not limit all.
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

/// Every keyword that is known, to tell misspelt ones.
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
