//! Every keyword of a schema: kept, relaxed or refused.

use crate::lower::{Lowering, Version};
use crate::node::Node;
use crate::schema::{Draft, Kind};

impl<'a> Lowering<'a> {
    pub(super) fn keyword(&mut self, draft: &mut Draft<'a, '_>, key: &str, node: &Node<'a>) {
        if applies_to(key).is_some_and(|kinds| !kinds.contains(&draft.kind)) {
            return self.out_of_place(draft.kind, key, node);
        }
        match key {
            "type" => {}
            "description" => self.keep_text(&mut draft.out, key, node),
            "properties" => self.properties(draft, node),
            "required" => self.required(draft, node),
            "additionalProperties" => self.additional_properties(draft, node),
            "items" => {
                let items = self.schema(node, &draft.place.inner("item"));
                draft.keep(key, items);
            }
            "enum" | "const" => self.enumeration(draft, node),
            "format" => self.format(draft, node),
            "default" => self.default_value(draft, node),
            "nullable" => self.nullable(draft, node),
            // Documentation. A title would name the type, over the name that it was given.
            "title" | "deprecated" | "example" | "examples" | "externalDocs" | "$comment" => {}
            // For XML, which no body here is.
            "xml" => {}
            key if key.starts_with("x-") => {}
            "readOnly" | "writeOnly" => {
                self.relax(&node.at, format!("`{key}` is not checked: it is a field as others"));
            }
            key if CHECKS.contains(&key) => {
                self.relax(&node.at, format!("`{key}` is not checked here, only by the service"));
            }
            key => {
                let (what, fix) = refusal(key);
                self.refuse(&node.at, what, fix);
            }
        }
    }

    /// A keyword that has no effect on values of this type.
    fn out_of_place(&mut self, kind: Kind, key: &str, node: &Node<'a>) {
        if kind == Kind::Any {
            let what = format!("`{key}` without a `type`, which limits only some of the values");
            self.refuse(&node.at, what, "add the `type` in the overlay");
        } else {
            self.relax(&node.at, format!("`{key}` means nothing beside `type: {}`", kind.name()));
        }
    }

    /// 3.0's way to allow null; the kind of the schema has taken note of it.
    fn nullable(&mut self, draft: &Draft<'a, '_>, node: &Node<'a>) {
        let kind = draft.kind;
        if node.value == false || self.version == Version::V3_0 && kind.is_scalar() {
            return;
        }
        if kind.is_scalar() {
            let fix = format!("write `type: [{}, 'null']` in the overlay", kind.name());
            return self.refuse(&node.at, "3.1 does not have `nullable`", fix);
        }
        let what = "null beside objects, arrays or any value is not supported yet";
        self.refuse(&node.at, what, "remove it in the overlay");
    }
}

/// Keywords that only limit the values. typify would check some of them, and fail to read an
/// answer for the sake of a value that nobody looks at.
const CHECKS: &[&str] = &[
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// The types that a keyword has an effect on, when it does not on all.
fn applies_to(key: &str) -> Option<&'static [Kind]> {
    Some(match key {
        "properties" | "required" | "additionalProperties" => &[Kind::Object],
        "minProperties" | "maxProperties" => &[Kind::Object],
        "items" | "minItems" | "maxItems" | "uniqueItems" => &[Kind::Array],
        "minLength" | "maxLength" | "pattern" => &[Kind::String],
        "minimum" | "maximum" | "multipleOf" => &[Kind::Integer, Kind::Number],
        "exclusiveMinimum" | "exclusiveMaximum" => &[Kind::Integer, Kind::Number],
        "format" => &[Kind::String, Kind::Integer, Kind::Number],
        _ => return None,
    })
}

/// Why a keyword is refused, and what can be done.
fn refusal(key: &str) -> (String, &'static str) {
    let fix = match key {
        "oneOf" | "anyOf" | "discriminator" => {
            "describe one schema that fits all of them in the overlay"
        }
        "allOf" => "write what they say together as one schema in the overlay",
        "not"
        | "if"
        | "then"
        | "else"
        | "dependentSchemas"
        | "dependentRequired"
        | "propertyNames"
        | "contains"
        | "minContains"
        | "maxContains"
        | "unevaluatedProperties"
        | "unevaluatedItems" => "remove it in the overlay, and check it where you call",
        "prefixItems" => "say `items` in the overlay",
        "patternProperties" => "say `additionalProperties` in the overlay",
        "$defs" | "definitions" => "move the schemas to the components in the overlay",
        "contentEncoding" | "contentMediaType" | "contentSchema" => {
            "remove it in the overlay: the value stays text"
        }
        "$id" | "$schema" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$vocabulary" => {
            "remove it in the overlay, and refer to `#/components/schemas/`"
        }
        _ => {
            let what = format!("`{key}` is not a keyword that is known here");
            return (what, "correct it, or remove it in the overlay");
        }
    };
    (format!("`{key}` is not supported yet"), fix)
}
