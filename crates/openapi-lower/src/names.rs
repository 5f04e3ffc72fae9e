//! Names as the generator will make them, and no two of them alike.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToSnakeCase};

/// The Rust type that a schema of this name becomes.
pub(crate) fn pascal(name: &str) -> String {
    ident(words(name).to_pascal_case(), 'X')
}

/// The Rust field, function or module that something of this name becomes.
pub(crate) fn snake(name: &str) -> String {
    ident(words(name).to_snake_case(), 'x')
}

fn words(name: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    name.replace('\'', "").replace(|c| !word(c), "-")
}

fn ident(name: String, prefix: char) -> String {
    match name.chars().next() {
        Some(c) if c.is_alphabetic() => name,
        _ => format!("{prefix}{name}"),
    }
}

/// The type names given so far.
#[derive(Debug, Default)]
pub(crate) struct TypeNames(BTreeSet<String>);

impl TypeNames {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes `wanted`, or the first of `wanted2`, `wanted3` … whose type is free.
    ///
    /// typify reuses a type of the same name without comparing the two.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        if self.0.insert(pascal(wanted)) {
            return wanted.to_owned();
        }
        let mut number = 2u32;
        loop {
            let name = format!("{wanted}{number}");
            if self.0.insert(pascal(&name)) {
                return name;
            }
            number += 1;
        }
    }
}

/// The key that another one seems to be meant for: `requierd` for `required`.
pub(crate) fn misspelt<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let near =
        |known: &&&str| known.len() > 3 && is_near(&key.to_lowercase(), &known.to_lowercase());
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
