//! The generated types that some of them need.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Item, Type};

/// The name of a generated type.
pub(crate) fn name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// The items without the types, and what belongs to them, that these types do not lead to. There are
/// thousands, and most of the time of a test would go into compiling them.
pub(crate) fn needed(items: Vec<Item>, wanted: &BTreeSet<String>) -> Vec<Item> {
    let known: BTreeSet<_> = items.iter().filter_map(name).collect();
    let mut words = BTreeMap::<String, BTreeSet<String>>::new();
    let mut open: Vec<_> = wanted.iter().cloned().collect();
    for item in &items {
        let text = item.to_token_stream().to_string();
        let found = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let found = found.filter(|word| known.contains(*word)).map(str::to_owned);
        match owner(item) {
            Some(owner) => words.entry(owner).or_default().extend(found),
            None => open.extend(found),
        }
    }
    let mut kept = BTreeSet::new();
    while let Some(name) = open.pop() {
        if kept.insert(name.clone()) {
            open.extend(words.get(&name).into_iter().flatten().cloned());
        }
    }
    let is_kept = |item: &Item| {
        owner(item).is_none_or(|owner| kept.contains(&owner) || !known.contains(&owner))
    };
    items.into_iter().filter(is_kept).collect()
}

/// The type that an item defines or implements something for.
fn owner(item: &Item) -> Option<String> {
    match item {
        Item::Impl(item) => match &*item.self_ty {
            Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        },
        item => name(item),
    }
}
