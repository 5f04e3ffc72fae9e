//! Which parts of a document only people read.

use treediff::value::Key;

/// Keywords that hold text for people. A property may have any of these names, too.
const WORDING: [&str; 10] = [
    "$comment",
    "contact",
    "description",
    "example",
    "examples",
    "externalDocs",
    "license",
    "summary",
    "termsOfService",
    "title",
];

/// Keywords that hold data, in which no key is a keyword.
const DATA: [&str; 3] = ["const", "default", "enum"];

/// Keywords that hold a map, whose keys are names.
const MAPS: [&str; 19] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mapping",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
];

pub(super) fn is_wording(path: &[Key]) -> bool {
    let mut name = false;
    for key in path {
        let Key::String(key) = key else {
            name = false; // an item of a list, such as that of an operation's `parameters`
            continue;
        };
        if name {
            name = false;
        } else if WORDING.contains(&key.as_str()) {
            return true;
        } else if DATA.contains(&key.as_str()) {
            return false;
        } else {
            name = MAPS.contains(&key.as_str());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_wording_and_a_name_is_not() {
        let cases = [
            ("/info/title", true),
            ("/paths/~1pets/post/summary", true),
            ("/paths/description/post/operationId", false),
            ("/components/schemas/Pet/description", true),
            ("/components/schemas/Pet/example/name", true),
            ("/components/schemas/Pet/properties/title", false),
            ("/components/schemas/Pet/properties/title/description", true),
            ("/components/schemas/Pet/properties/properties/title", true),
            ("/components/schemas/Pet/properties/title/type", false),
            ("/components/schemas/Pet/default/description", false),
            ("/components/schemas/summary/type", false),
            ("/paths/~1pets/post/parameters/0/description", true),
            ("/paths/~1pets/post/responses/201/description", true),
            ("/info/version", false),
        ];
        for (pointer, wording) in cases {
            let keys = pointer.split('/').skip(1);
            let path: Vec<_> = keys
                .map(|key| key.parse().map_or_else(|_| Key::String(key.to_owned()), Key::Index))
                .collect();
            // A status is a name, though it looks like an index.
            let path = if pointer.contains("201") { named(&path) } else { path };
            assert_eq!(is_wording(&path), wording, "{pointer}");
        }
    }

    fn named(path: &[Key]) -> Vec<Key> {
        path.iter().map(|key| Key::String(key.to_string())).collect()
    }
}
