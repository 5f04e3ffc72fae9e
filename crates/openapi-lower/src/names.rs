//! Names as the generator will make them, and no two of them alike.

use std::collections::{HashMap, HashSet};

use heck::{ToPascalCase, ToSnakeCase};

mod plain;

/// The Rust type that a schema of this name becomes.
pub(crate) fn pascal(name: &str) -> String {
    if plain::is_plain(name) {
        return plain::pascal(name);
    }
    ident(words(name).to_pascal_case(), 'X')
}

/// The Rust field, function or module that something of this name becomes.
pub(crate) fn snake(name: &str) -> String {
    if plain::is_plain(name) {
        return plain::snake(name);
    }
    ident(words(name).to_snake_case(), 'x')
}

fn words(name: &str) -> String {
    // Reactions are called so, and typify knows them.
    match name {
        "+1" => return "plus1".to_owned(),
        "-1" => return "minus1".to_owned(),
        _ => {}
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    name.replace('\'', "").replace(|c| !word(c), "-")
}

fn ident(name: String, prefix: char) -> String {
    match name.chars().next() {
        Some(c) if c.is_alphabetic() => name,
        _ => format!("{prefix}{name}"),
    }
}

/// Longer than a name that anybody reads; that of a schema within many others would grow on.
const MAX_NAME: usize = 120;

/// A name cut to a length that can be read.
pub(crate) fn short(name: &str) -> &str {
    name.char_indices().nth(MAX_NAME).map_or(name, |(end, _)| &name[..end])
}

/// The names given so far, and for each that was wanted again, the number that it got last.
#[derive(Debug, Default)]
pub(crate) struct TypeNames {
    taken: HashSet<String>,
    last: HashMap<String, u32>,
}

impl TypeNames {
    pub(crate) fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// The names of types, but for those that generated code means another one by.
    pub(crate) fn of_types() -> Self {
        let meant = ["Default", "String", "Some", "None", "Ok", "Err"];
        Self { taken: meant.map(str::to_owned).into(), last: HashMap::new() }
    }

    /// Takes `wanted`, or the first of `wanted2`, `wanted3` … whose type is free.
    ///
    /// typify reuses a type of the same name without comparing the two.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        if self.taken.insert(pascal(wanted)) {
            return wanted.to_owned();
        }
        let mut number = self.last.get(wanted).copied().unwrap_or(1);
        loop {
            number += 1;
            let name = format!("{wanted}{number}");
            if self.taken.insert(pascal(&name)) {
                self.last.insert(wanted.to_owned(), number);
                return name;
            }
        }
    }
}

/// The key that another one seems to be meant for: `requierd` for `required`.
pub(crate) fn misspelt<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let key = key.to_lowercase();
    let near = |known: &&&str| {
        let as_long = known.len() > 3 && key.len().abs_diff(known.len()) <= 1;
        as_long && is_near(&key, &known.to_ascii_lowercase())
    };
    known.iter().find(near).copied()
}

/// True when one edit, or two letters that changed places, make one of the other.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) | ([], [_]) => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) if (a1, a2, a) == (b2, b1, b) => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        (a, [_, b @ ..]) => a == b,
        _ => false,
    }
}

/// The Rust module that something of this name becomes.
pub(crate) fn module(name: &str) -> String {
    let name = snake(name);
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// Strict and reserved keywords of every edition so far, those of `r#` included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
