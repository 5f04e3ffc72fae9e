//! Values without parts: their enumerations, formats and defaults.

use std::collections::BTreeSet;

use crate::lower::Lowering;
use crate::names;
use crate::node::Node;
use crate::schema::{Draft, Kind, Place};

/// The texts that a schema enumerates; none when it enumerates something else, or nothing.
pub(super) fn texts<'a>(schema: &Node<'a>) -> Option<Vec<&'a str>> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(list), None) => list.entries().iter().map(Node::text).collect(),
        (None, Some(value)) => value.text().map(|text| vec![text]),
        _ => None,
    }
}

/// The variants that a schema makes, or why it does not.
pub(super) fn variants<'a>(schema: &Node<'a>, place: &Place) -> Result<Vec<&'a str>, &'static str> {
    let texts = texts(schema).filter(|texts| !texts.is_empty()).ok_or("not an enumeration")?;
    // A value that is new would make the whole answer unreadable.
    if place.answer {
        return Err("any text is read: a new value is no error");
    }
    let unique: BTreeSet<_> = texts.iter().map(|text| names::pascal(text)).collect();
    if unique.len() < texts.len() {
        return Err("any text is taken: two of the values make one Rust variant");
    }
    if schema.get("nullable").or(schema.get("type").filter(|node| node.value.is_array())).is_some()
    {
        return Err("any text is taken, because it may be null");
    }
    Ok(texts)
}

impl<'a> Lowering<'a> {
    /// An enumeration of text, closed where only requests use it.
    pub(super) fn enumeration(&mut self, draft: &mut Draft<'a, '_>, node: &Node<'a>) {
        if draft.kind != Kind::String || texts(draft.original).is_none_or(|texts| texts.is_empty())
        {
            let what = "an enumeration of something else than text is not supported yet";
            return self.refuse(&node.at, what, "remove it in the overlay");
        }
        match variants(draft.original, draft.place) {
            Ok(variants) => draft.keep("enum", variants),
            Err(why) => self.relax(&node.at, why),
        }
    }

    /// A format that gives the value another Rust type, where that can refuse nothing.
    pub(super) fn format(&mut self, draft: &mut Draft<'a, '_>, node: &Node<'a>) {
        let format = self.text(node);
        let mut kept = match draft.kind {
            Kind::Integer => vec!["int64"],
            Kind::Number => vec!["float", "double"],
            _ => vec![],
        };
        // typify aborts on a default that the narrower type does not have.
        if draft.original.get("default").is_none() {
            kept.extend(match (draft.kind, draft.place.answer) {
                (Kind::Integer, true) => &["uint64"][..],
                (Kind::Integer, false) => &["uint64", "int32"],
                (Kind::String, false) => &["date", "date-time", "uuid", "ip", "ipv4", "ipv6"],
                _ => &[],
            });
        }
        if kept.contains(&format) {
            draft.keep("format", format);
        } else {
            self.relax(&node.at, format!("the format `{format}` is not checked"));
        }
    }

    /// A default of the schema's own type. typify aborts on another, and knows it only where it
    /// stands: not when something refers to the schema.
    pub(super) fn default_value(&mut self, draft: &mut Draft<'a, '_>, node: &Node<'a>) {
        let fits = match draft.kind {
            Kind::String => node.value.is_string(),
            Kind::Integer => node.value.is_i64(),
            Kind::Number => node.value.is_number(),
            Kind::Boolean => node.value.is_boolean(),
            Kind::Any | Kind::Object | Kind::Array => false,
        };
        if fits && !draft.place.component {
            draft.keep("default", node.value.clone());
        } else {
            self.relax(&node.at, "the default is left out: absent is read as absent");
        }
    }
}
