//! The order in which the branches of a union are tried.

use crate::schema::{Leaf, Shape, Tags};

/// The branches in an order in which none of them can be read as a later one, if there is one.
pub(super) fn in_order<'l, 'a>(
    leaves: &[&'l Leaf<'a>],
    tags: &Tags<'a>,
) -> Option<Vec<&'l Leaf<'a>>> {
    let mut open = leaves.to_vec();
    let mut order = Vec::new();
    while !open.is_empty() {
        let first = open.iter().position(|leaf| {
            let mut others = open.iter().filter(|other| !std::ptr::eq(**other, *leaf));
            others.all(|other| refuses(&leaf.shape, &other.shape, tags))
        })?;
        order.push(open.remove(first));
    }
    Some(order)
}

/// True when no value of the other shape can be read as this one: a property is required that the
/// other does not have, or has with another value.
fn refuses<'a>(shape: &Shape<'a>, other: &Shape<'a>, tags: &Tags<'a>) -> bool {
    let tag = |shape: &Shape<'a>, name: &str| {
        let schema = shape.properties.get(name)?.first()?;
        tags.of(schema)
    };
    shape.required.iter().any(|name| {
        if !other.properties.contains_key(name) && other.unions.is_empty() {
            return !other.required.contains(name);
        }
        match (tag(shape, name), tag(other, name)) {
            (Some(texts), Some(others)) => !texts.iter().any(|text| others.contains(text)),
            _ => false,
        }
    })
}
