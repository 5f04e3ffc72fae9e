//! Values without parts: their formats and defaults.

use serde_json::{Map, Value};

use crate::component::components::Components;
use crate::component::place::Place;
use crate::names;
use crate::schema::{Kinds, Shape};

impl<'a> Components<'a> {
    pub(super) fn scalar(
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

    /// A format that selects another Rust type, where that type refuses no valid value.
    fn format(&self, kind: Kinds, shape: &Shape<'a>, place: &Place<'_>) -> Option<&'a str> {
        let node = shape.format.as_ref().filter(|_| kind != Kinds::BOOLEAN)?;
        let format = node.text().unwrap_or_default();
        let mut kept = match kind {
            Kinds::INTEGER => vec!["int64"],
            Kinds::NUMBER => vec!["double"],
            _ => vec![],
        };
        // typify panics on a default that the narrower type cannot hold.
        if shape.default.is_none() {
            kept.extend(match (kind, place.is_read()) {
                (Kinds::INTEGER, true) => &["uint64"][..],
                (Kinds::INTEGER, false) => &["uint64", "int32"],
                (Kinds::STRING, false) => &["date", "date-time", "uuid", "ip", "ipv4", "ipv6"],
                _ => &[],
            });
        }
        if kind == Kinds::NUMBER && format == "float" {
            // `f32` would change 1234567.89 to 1234567.9.
            self.original.relax(&node.at, "the format `float` is an `f64`, to keep all digits");
            return None;
        }
        if !kept.contains(&format) {
            self.original.relax(&node.at, format!("the format `{format}` is not checked"));
            return None;
        }
        Some(format)
    }

    /// A default of the schema's own type: typify panics on another one.
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
        // typify always sends a default, even if the caller did not set the field. It names a
        // function after the type and the field, without checking that the name is free.
        let kept = fits
            && !place.is_sent()
            && place.takes_default()
            && self.defaults.insert(names::snake(&place.name()));
        kept.then(|| node.value.clone())
    }
}
