//! The Rust names that progenitor and typify make.

use std::collections::HashSet;

use heck::{ToPascalCase, ToSnakeCase};

/// The Rust type that a schema of this name becomes.
pub(crate) fn pascal(name: &str) -> String {
    ident(words(name).to_pascal_case(), 'X')
}

/// The Rust field, function or module that something of this name becomes.
pub(crate) fn snake(name: &str) -> String {
    ident(words(name).to_snake_case(), 'x')
}

/// True when each text makes a Rust variant of its own.
pub(crate) fn make_variants(texts: &[&str]) -> bool {
    let variants: HashSet<_> = texts.iter().map(|text| pascal(text)).collect();
    variants.len() == texts.len()
}

/// The Rust module that a file of this name becomes, never a keyword.
pub(crate) fn module(name: &str) -> String {
    let name = snake(name);
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// Longer than any name worth reading. Without a limit, nested schemas get ever longer names.
const MAX_NAME: usize = 120;

/// The name, cut to a readable length.
pub(crate) fn short(name: &str) -> &str {
    name.char_indices().nth(MAX_NAME).map_or(name, |(end, _)| &name[..end])
}

fn words(name: &str) -> String {
    // GitHub's reaction names; typify special-cases them.
    match name {
        "+1" => return "plus1".to_owned(),
        "-1" => return "minus1".to_owned(),
        _ => {}
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    name.replace('\'', "").replace(|c| !is_word(c), "-")
}

fn ident(name: String, prefix: char) -> String {
    match name.chars().next() {
        Some(c) if c.is_alphabetic() => name,
        _ => format!("{prefix}{name}"),
    }
}

/// Strict and reserved keywords of every edition so far, including those that `r#` cannot escape.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
