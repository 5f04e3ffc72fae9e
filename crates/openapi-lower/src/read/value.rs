//! Building a value key by key as the parser delivers it.

use std::cell::RefCell;
use std::fmt;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::problem::{Problem, Problems};
use crate::tree::escape;

/// The most memory a value may take, in bytes. With YAML aliases, a file of a kilobyte can expand
/// to gigabytes.
const MAX_VALUE: usize = 512 << 20;

/// Where the parser is, and the problems it found.
pub(super) struct Reading<'f> {
    file: &'f Path,
    path: Vec<String>,
    taken: usize,
    problems: Vec<Problem>,
}

impl<'f> Reading<'f> {
    pub(super) fn of(file: &'f Path) -> Self {
        Self { file, path: Vec::new(), taken: 0, problems: Vec::new() }
    }

    /// Counts the memory of a value, again for each alias that repeats it.
    fn take<E: Error>(&mut self, text: usize) -> Result<(), E> {
        self.taken += size_of::<Value>() + text;
        if self.taken > MAX_VALUE {
            return Err(E::custom("the aliases expand to more than can be read"));
        }
        Ok(())
    }

    /// Adds a problem at the current position of the parser.
    fn problem(&mut self, what: impl fmt::Display, fix: &str) {
        let at: String = self.path.iter().flat_map(|key| ["/".into(), escape(key)]).collect();
        self.problems.push(Problem::new(self.file, at, what, fix));
    }

    /// The value, unless there are problems. The path still points to where the parser stopped.
    pub(super) fn finish(mut self, parsed: Result<Value, String>) -> Result<Value, Problems> {
        let value = parsed.unwrap_or_else(|error| {
            self.problem(error, "correct the file");
            Value::Null
        });
        Problems::check(self.problems).map(|()| value)
    }
}

/// Builds a value as `serde_json` does, but checks every key: `serde_json::Value` keeps the last of
/// two equal keys, and `serde_yaml::Value` reads an unquoted `404:` as a number.
#[derive(Clone, Copy)]
pub(super) struct Seed<'s, 'f>(pub(super) &'s RefCell<Reading<'f>>);

impl Seed<'_, '_> {
    fn take<E: Error>(self, text: usize) -> Result<(), E> {
        self.0.borrow_mut().take(text)
    }

    /// Runs `read` for the value of a key.
    fn within<T, E>(self, key: String, read: impl FnOnce(Self) -> Result<T, E>) -> Result<T, E> {
        self.0.borrow_mut().path.push(key);
        let value = read(self)?;
        self.0.borrow_mut().path.pop();
        Ok(value)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.take(0).map(|()| Value::Null)
    }

    /// An empty file.
    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.take(0).map(|()| value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.take(0).map(|()| value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.take(0).map(|()| value.into())
    }

    // Larger integers become floats, as in `serde_json`.
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.take(0)?;
        let number = Number::from_f64(value).map(Value::Number);
        number.ok_or_else(|| E::custom(format_args!("{value}, which JSON cannot represent")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.take(value.len()).map(|()| value.into())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(A::Error::custom("a YAML tag, which JSON does not have"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.take(0)?;
        let mut array = Vec::new();
        loop {
            let index = array.len().to_string();
            match self.within(index, |seed| entries.next_element_seed(seed))? {
                Some(entry) => array.push(entry),
                None => return Ok(Value::Array(array)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        self.take(0)?;
        let mut object = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            self.take(size_of::<String>() + key.len())?;
            let value = self.within(key.clone(), |seed| {
                let value = fields.next_value_seed(seed)?;
                if key == "<<" {
                    let fix = "write out the merged keys";
                    seed.0.borrow_mut().problem("a merge key, which JSON does not have", fix);
                } else if object.contains_key(&key) {
                    let what = format!("duplicate key `{key}`");
                    seed.0.borrow_mut().problem(what, "keep one of the two");
                }
                Ok(value)
            })?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}
