//! The types of values.

use serde_json::Value;

/// A set of the types that JSON Schema tells apart. Every integer is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const INTEGER: Self = Self(4);
    pub(crate) const NUMBER: Self = Self(4 | 8);
    pub(crate) const STRING: Self = Self(16);
    pub(crate) const ARRAY: Self = Self(32);
    pub(crate) const OBJECT: Self = Self(64);
    pub(crate) const ALL: Self = Self(127);

    /// The type of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// The type that an author of a type name that does not exist probably meant.
    pub(crate) fn meant(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "bool" => Self::BOOLEAN,
            "int" | "int32" | "int64" | "long" | "short" | "uint32" | "uint64" => Self::INTEGER,
            "float" | "double" | "decimal" => Self::NUMBER,
            "str" | "text" | "date" | "date-time" | "datetime" | "uuid" | "uri" | "url" => {
                Self::STRING
            }
            "email" | "file" | "binary" | "byte" | "password" | "enum" => Self::STRING,
            "list" => Self::ARRAY,
            "map" | "dict" | "hash" => Self::OBJECT,
            lower => Self::named(lower)?,
        })
    }

    /// The type of a value.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if number.is_f64() => Self::NUMBER,
            Value::Number(_) => Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The types of the set one by one, as a value is tried: generated objects also read lists.
    pub(crate) fn each(self) -> impl Iterator<Item = Self> {
        let number = if self.has(Self::NUMBER) { Self::NUMBER } else { Self::INTEGER };
        let all = [Self::ARRAY, Self::OBJECT, number, Self::BOOLEAN, Self::STRING];
        all.into_iter().filter(move |kind| self.has(*kind))
    }

    /// The only type of the set other than null.
    pub(crate) fn single(self) -> Option<Self> {
        let mut each = self.each();
        each.next().filter(|_| each.next().is_none())
    }

    /// The name of a single type, or `any` for several.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NULL => "null",
            Self::BOOLEAN => "boolean",
            Self::INTEGER => "integer",
            Self::NUMBER => "number",
            Self::STRING => "string",
            Self::ARRAY => "array",
            Self::OBJECT => "object",
            _ => "any",
        }
    }
}
