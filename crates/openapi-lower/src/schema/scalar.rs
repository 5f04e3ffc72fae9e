//! Values without parts: their formats and defaults.

use serde_json::{Map, Value};

use crate::lower::Lowering;
use crate::names;
use crate::schema::{Kinds, Place, Shape};

/// What is noted of a default that is not kept.
pub(crate) const NO_DEFAULT: &str = "the default is left out: absent is read as absent";

impl<'a> Lowering<'a> {
    pub(crate) fn scalar(
        &mut self,
        out: &mut Map<String, Value>,
        kind: Kinds,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) {
        out.insert("type".to_owned(), kind.name().into());
        if let Some(format) = self.format(kind, shape, place) {
            out.insert("format".to_owned(), format.into());
        }
        if let Some(default) = self.default_value(kind, shape, place) {
            out.insert("default".to_owned(), default);
        }
    }

    /// A format that gives the value another Rust type, where that can refuse nothing.
    fn format(&mut self, kind: Kinds, shape: &Shape<'a>, place: &Place<'_>) -> Option<&'a str> {
        let node = shape.format.as_ref().filter(|_| kind != Kinds::BOOLEAN)?;
        let format = node.text().unwrap_or_default();
        let mut kept = match kind {
            Kinds::INTEGER => vec!["int64"],
            Kinds::NUMBER => vec!["float", "double"],
            _ => vec![],
        };
        // typify aborts on a default that the narrower type does not have.
        if shape.default.is_none() {
            kept.extend(match (kind, place.answer) {
                (Kinds::INTEGER, true) => &["uint64"][..],
                (Kinds::INTEGER, false) => &["uint64", "int32"],
                (Kinds::STRING, false) => &["date", "date-time", "uuid", "ip", "ipv4", "ipv6"],
                _ => &[],
            });
        }
        if !kept.contains(&format) {
            self.relax(&node.at, format!("the format `{format}` is not checked"));
            return None;
        }
        Some(format)
    }

    /// A default of the schema's own type. typify aborts on another, and knows it only where it
    /// stands: not when something refers to the schema.
    fn default_value(
        &mut self,
        kind: Kinds,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) -> Option<Value> {
        let node = shape.default.as_ref()?;
        let fits = match kind {
            Kinds::STRING => node.value.is_string(),
            Kinds::INTEGER => node.value.is_i64(),
            Kinds::NUMBER => node.value.is_number(),
            Kinds::BOOLEAN => node.value.is_boolean(),
            _ => false,
        };
        // typify names a function after the type and the field, and does not look whether
        // another one has that name.
        let apart = fits && !place.component && self.defaults.insert(names::snake(&place.name()));
        apart.then(|| node.value.clone())
    }
}
