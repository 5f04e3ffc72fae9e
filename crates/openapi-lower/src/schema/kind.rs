//! The type of a schema.

use serde_json::Value;

use crate::lower::Version;
use crate::node::Node;

/// The types that are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

impl Kind {
    /// The type that a schema names, and whether its values may be null.
    ///
    /// In 3.1 `type: [string, 'null']` says so, in 3.0 `nullable: true` does. Enumerated text is
    /// text, without a type as well.
    pub(super) fn of(schema: &Node<'_>, version: Version) -> Option<(Self, bool)> {
        let Some(node) = schema.get("type") else {
            let text = super::scalar::texts(schema).is_some_and(|texts| !texts.is_empty());
            return Some((if text { Self::String } else { Self::Any }, false));
        };
        match node.value {
            Value::String(name) => {
                let nullable = schema.get("nullable").is_some_and(|node| node.value == true);
                let kind = Self::named(name)?;
                Some((kind, nullable && version == Version::V3_0 && kind.is_scalar()))
            }
            Value::Array(names) => {
                let (null, kinds): (Vec<_>, Vec<_>) =
                    names.iter().partition(|name| *name == "null");
                let [name] = kinds[..] else { return None };
                let kind = Self::named(name.as_str()?)?;
                let nullable = !null.is_empty();
                (!nullable || kind.is_scalar()).then_some((kind, nullable))
            }
            _ => None,
        }
    }

    fn named(name: &str) -> Option<Self> {
        let all =
            [Self::Object, Self::Array, Self::String, Self::Integer, Self::Number, Self::Boolean];
        all.into_iter().find(|kind| kind.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }

    pub(super) fn is_scalar(self) -> bool {
        !matches!(self, Self::Any | Self::Object | Self::Array)
    }
}
