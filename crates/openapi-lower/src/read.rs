//! YAML or JSON text to a value, within bounds.

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::node::Pointer;
use crate::problem::{Problem, Problems};

/// The largest file that is read. The largest public documents have about 12 MiB.
const MAX_FILE: u64 = 16 << 20;

/// The most memory a value may take. YAML aliases let a file of a kilobyte mean gigabytes.
const MAX_VALUE: usize = 512 << 20;

/// The deepest nesting of brackets in YAML. The parser takes a time that grows with the product
/// of tokens and brackets, before it gets to refuse what is too deep.
const MAX_BRACKETS: usize = 1000;

/// Reads a file as JSON when it is named so, and as YAML, of which JSON is a part, otherwise.
///
/// # Errors
///
/// When it cannot be read, is too large, too deep, or is not what its name says; when a key is
/// there twice, or is a YAML merge key.
pub(crate) fn read(file: &Path) -> Result<Value, Problems> {
    let problem = |what: &dyn fmt::Display, fix: &str| Problem::new(file, "", what, fix);
    let mut text = String::new();
    let opened = File::open(file).map_err(|error| problem(&error, "check the path"))?;
    let read = opened.take(MAX_FILE + 1).read_to_string(&mut text);
    let size = read.map_err(|error| problem(&error, "check that it is text in UTF-8"))?;
    if size as u64 > MAX_FILE {
        let what = format!("larger than the {MAX_FILE} bytes that are read");
        return Err(problem(&what, "leave out what is not generated").into());
    }
    if !is_json(file) && brackets(&text) > MAX_BRACKETS {
        let what = format!("more than {MAX_BRACKETS} brackets that are not closed");
        return Err(problem(&what, "close them").into());
    }
    parse(file, text.strip_prefix('\u{feff}').unwrap_or(&text))
}

fn is_json(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// The most brackets that are open at a time, those in text and comments included.
fn brackets(text: &str) -> usize {
    let mut open = 0usize;
    let mut most = 0;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

fn parse(file: &Path, text: &str) -> Result<Value, Problems> {
    let reading = RefCell::new(Reading::default());
    let seed = Seed(&reading);
    let result = if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    {
        let mut json = serde_json::Deserializer::from_str(text);
        seed.deserialize(&mut json)
            .and_then(|value| json.end().map(|()| value))
            .map_err(|error| error.to_string())
    } else {
        seed.deserialize(serde_yaml::Deserializer::from_str(text))
            .map_err(|error| error.to_string())
    };
    let Reading { path, faults, .. } = reading.into_inner();
    let at = |path: &[String]| path.iter().fold(Pointer::default(), |at, key| at.child(key));
    let mut problems: Vec<_> = faults
        .iter()
        .map(|Fault { path, what, fix }| Problem::new(file, at(path), what, fix))
        .collect();
    match result {
        Ok(value) => Problems::none(problems).map(|()| value),
        Err(what) => {
            problems.push(Problem::new(file, at(&path), what, "correct the file"));
            Problems::none(problems).map(|()| Value::Null)
        }
    }
}

/// Where the parser is, and what it has met.
#[derive(Default)]
struct Reading {
    path: Vec<String>,
    faults: Vec<Fault>,
    taken: usize,
}

struct Fault {
    path: Vec<String>,
    what: String,
    fix: &'static str,
}

impl Reading {
    /// Counts what a value takes, each time an alias repeats it.
    fn take<E: Error>(&mut self, text: usize) -> Result<(), E> {
        self.taken += size_of::<Value>() + text;
        if self.taken > MAX_VALUE {
            return Err(E::custom("aliases expand to more than can be read"));
        }
        Ok(())
    }

    fn fault(&mut self, key: &str, what: String, fix: &'static str) {
        let mut path = self.path.clone();
        path.push(key.to_owned());
        self.faults.push(Fault { path, what, fix });
    }
}

/// Builds a value as `serde_json` does, but sees every key: `serde_json::Value` keeps the last
/// of two equal ones, and `serde_yaml::Value` reads an unquoted `404:` as a number.
#[derive(Clone, Copy)]
struct Seed<'s>(&'s RefCell<Reading>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON has")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.0.borrow_mut().take(0).map(|()| Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(A::Error::custom("a tag, which JSON does not have"))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.0.borrow_mut().take(0).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.0.borrow_mut().take(0).map(|()| value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.0.borrow_mut().take(0).map(|()| value.into())
    }

    // As `serde_json` reads an integer that fits no other number.
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.0.borrow_mut().take(0)?;
        let number = Number::from_f64(value);
        number
            .map(Value::Number)
            .ok_or_else(|| E::custom(format_args!("JSON has no number {value}")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.0.borrow_mut().take(value.len()).map(|()| value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        loop {
            self.0.borrow_mut().path.push(array.len().to_string());
            let entry = entries.next_element_seed(self)?;
            self.0.borrow_mut().path.pop();
            match entry {
                Some(entry) => array.push(entry),
                None => break,
            }
        }
        self.0.borrow_mut().take(0)?;
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            self.0.borrow_mut().take(size_of::<String>() + key.len())?;
            self.0.borrow_mut().path.push(key.clone());
            let value = fields.next_value_seed(self)?;
            self.0.borrow_mut().path.pop();
            if key == "<<" {
                let what = "a YAML merge key, which OpenAPI does not have".to_owned();
                self.0.borrow_mut().fault(&key, what, "write the merged keys out");
            } else if object.contains_key(&key) {
                let what = format!("the key `{key}` is here twice");
                self.0.borrow_mut().fault(&key, what, "keep one of the two");
            } else {
                object.insert(key, value);
            }
        }
        self.0.borrow_mut().take(0)?;
        Ok(Value::Object(object))
    }
}
