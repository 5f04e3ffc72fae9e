//! YAML or JSON text to a value, within bounds.

use std::cell::RefCell;
use std::fmt::Display;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::problem::{Problem, Problems};
use crate::read::value::{Reading, Seed};

mod value;

/// The largest file that is read, in bytes. The largest public documents have about 12 MiB.
const MAX_FILE: usize = 16 << 20;

/// The deepest nesting of brackets in YAML. The time of the parser grows with the product of tokens
/// and open brackets, before it refuses a document that is too deep.
const MAX_BRACKETS: usize = 1000;

/// Reads a `.json` file as JSON, and any other as YAML, of which JSON is a part.
///
/// # Errors
///
/// When it cannot be read, is too large or too deep, or is not what its name says; when a key
/// appears twice, or is a YAML merge key.
pub(crate) fn read(file: &Path) -> Result<Value, Problems> {
    let problem = |what: &dyn Display, fix: &str| Problem::new(file, "", what, fix);
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|file| file.take(MAX_FILE as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| problem(&error, "check the path"))?;
    if bytes.len() > MAX_FILE {
        let what = format!("larger than {MAX_FILE} bytes");
        return Err(problem(&what, "remove what is not generated").into());
    }
    let text = str::from_utf8(&bytes).map_err(|error| problem(&error, "save the file as UTF-8"))?;
    parse(file, text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn parse(file: &Path, text: &str) -> Result<Value, Problems> {
    let reading = RefCell::new(Reading::of(file));
    let seed = Seed(&reading);
    let parsed = if file.extension().is_some_and(|name| name.eq_ignore_ascii_case("json")) {
        let mut json = serde_json::Deserializer::from_str(text);
        let parsed = seed.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
        parsed.map_err(|error| error.to_string())
    } else if brackets(text) > MAX_BRACKETS {
        Err(format!("more than {MAX_BRACKETS} open brackets"))
    } else {
        let yaml = serde_yaml::Deserializer::from_str(text);
        seed.deserialize(yaml).map_err(|error| error.to_string())
    };
    reading.into_inner().finish(parsed)
}

/// The most brackets that are open at a time, including those in text and comments.
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
