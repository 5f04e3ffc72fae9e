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
    let owners: Vec<_> = items.iter().map(|item| owner(item, &known)).collect();
    for (item, owner) in items.iter().zip(&owners) {
        match owner {
            Some(owner) => words.entry(owner.clone()).or_default().extend(types_in(item, &known)),
            None => open.extend(types_in(item, &known)),
        }
    }
    let mut kept = BTreeSet::new();
    while let Some(name) = open.pop() {
        if kept.insert(name.clone()) {
            open.extend(words.get(&name).into_iter().flatten().cloned());
        }
    }
    let is_kept = |owner: &Option<String>| owner.as_ref().is_none_or(|owner| kept.contains(owner));
    items
        .into_iter()
        .zip(owners)
        .filter(|(_, owner)| is_kept(owner))
        .map(|(item, _)| item)
        .collect()
}

/// The type that an item defines, implements something for, or converts: `From<Pet> for String`.
fn owner(item: &Item, known: &BTreeSet<String>) -> Option<String> {
    let Item::Impl(implementation) = item else { return name(item) };
    let own = match &*implementation.self_ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    own.filter(|own| known.contains(own)).or_else(|| types_in(item, known).into_iter().next())
}

/// The types that are named in an item.
fn types_in(item: &Item, known: &BTreeSet<String>) -> Vec<String> {
    let text = item.to_token_stream().to_string();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| known.contains(*word)).map(str::to_owned).collect()
}
