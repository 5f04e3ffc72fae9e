//! What generated code depends on.

use std::fmt::{self, Display};

use serde_json::Value;

/// A crate that the generated code needs, shown as the line for `[dependencies]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    name: &'static str,
    version: &'static str,
    features: &'static [&'static str],
    why: &'static str,
}

impl Dependency {
    /// The name of the crate.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The version that progenitor 0.15 generates code for.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The features that the code needs.
    pub fn features(&self) -> &'static [&'static str] {
        self.features
    }

    /// What the code needs it for.
    pub fn why(&self) -> &'static str {
        self.why
    }
}

impl Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version, features, .. } = self;
        if features.is_empty() {
            return write!(f, "{name} = \"{version}\"");
        }
        let features: Vec<_> = features.iter().map(|feature| format!("\"{feature}\"")).collect();
        let features = features.join(", ");
        write!(f, "{name} = {{ version = \"{version}\", features = [{features}] }}")
    }
}

const ALWAYS: &[Dependency] = &[
    Dependency {
        name: "progenitor-client",
        version: "0.15",
        features: &[],
        why: "what every generated client is built on",
    },
    Dependency {
        name: "reqwest",
        version: "0.13",
        features: &["json", "stream"],
        why: "the HTTP client",
    },
    Dependency {
        name: "serde",
        version: "1",
        features: &["derive"],
        why: "types to and from JSON",
    },
    Dependency { name: "serde_json", version: "1", features: &[], why: "values of any type" },
];

const CHRONO: Dependency =
    Dependency { name: "chrono", version: "0.4", features: &["serde"], why: "dates in requests" };

const REGRESS: Dependency =
    Dependency { name: "regress", version: "0.12", features: &[], why: "text in paths" };

const UUID: Dependency =
    Dependency { name: "uuid", version: "1", features: &["serde"], why: "UUIDs in requests" };

/// What code generated from a lowered document depends on, sorted by name.
pub(super) fn of(document: &Value) -> Vec<Dependency> {
    let mut found = ALWAYS.to_vec();
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let text = |key| fields.get(key).and_then(Value::as_str);
                let more = match (text("type"), text("format"), text("pattern")) {
                    (Some("string"), Some("date" | "date-time"), _) => Some(CHRONO),
                    (Some("string"), Some("uuid"), _) => Some(UUID),
                    (Some("string"), _, Some(_)) => Some(REGRESS),
                    _ => None,
                };
                found.extend(more.filter(|more| !found.contains(more)));
                open.extend(fields.values());
            }
            Value::Array(entries) => open.extend(entries),
            _ => {}
        }
    }
    found.sort_by_key(|dependency| dependency.name);
    found
}
