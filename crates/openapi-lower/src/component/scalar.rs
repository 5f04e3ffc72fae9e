//! Values without parts: their formats and defaults.

use serde_json::{Map, Value};

use crate::component::components::Components;
use crate::component::place::Place;
use crate::names;
use crate::report::Code;
use crate::schema::{Kinds, Shape};
use crate::tree::Pointer;

impl<'a> Components<'a> {
    pub(super) fn scalar(
        &mut self,
        out: &mut Map<String, Value>,
        kind: Kinds,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) {
        out.insert("type".to_owned(), kind.name().into());
        let format = self.format(kind, shape, place);
        if let Some(format) = format {
            out.insert("format".to_owned(), format.into());
        }
        if let Some(default) = self.default_value(kind, format, shape, place) {
            out.insert("default".to_owned(), default);
        }
    }

    /// A format that selects another Rust type, where that type refuses no valid value.
    fn format(&self, kind: Kinds, shape: &Shape<'a>, place: &Place<'_>) -> Option<&'a str> {
        if is_unsigned(kind, shape) {
            return Some("uint64");
        }
        self.note_range(kind, shape, place);
        let node = shape.format.as_ref().filter(|_| kind != Kinds::BOOLEAN)?;
        let format = node.text().unwrap_or_default();
        // A default that the type cannot hold shows that the format is wrong.
        let fits = |fits: fn(&Value) -> bool| shape.default.is_none_or(|node| fits(node.value));
        let is_kept = match (kind, format) {
            (Kinds::INTEGER, "int64") | (Kinds::NUMBER, "double") => true,
            (Kinds::INTEGER, "uint64") => fits(Value::is_u64),
            (Kinds::INTEGER, "int32") => !place.is_read() && fits(fits_i32),
            (Kinds::STRING, "date" | "date-time" | "uuid" | "ip" | "ipv4" | "ipv6") => {
                !place.is_read() && shape.default.is_none()
            }
            _ => false,
        };
        if kind == Kinds::NUMBER && format == "float" {
            // `f32` would change 1234567.89 to 1234567.9.
            self.original.relax(
                &node.at,
                Code::Format,
                "the format `float` is an `f64`, to keep all digits",
            );
            return None;
        }
        if !is_kept {
            self.original.relax(
                &node.at,
                Code::Format,
                format!("the format `{format}` is not checked"),
            );
            return None;
        }
        Some(format)
    }

    /// Notes numbers that the Rust type does not hold. A document that limits them, or names a
    /// format, says where there are such numbers, or that there are none. Any other number may be
    /// one.
    fn note_range(&self, kind: Kinds, shape: &Shape<'a>, place: &Place<'_>) {
        let format = shape.format.as_ref().and_then(|node| node.text()).unwrap_or_default();
        let bounds = bounds(shape).filter(|(_, _, bound)| bound.is_number());
        let (code, what, formats, fits): (_, _, _, fn(&Value) -> bool) = match kind {
            Kinds::INTEGER if place.is_read() => {
                let what = "an integer beyond 64 bits is refused";
                (Code::IntegerRange, what, BEYOND_INTEGER, fits_integer)
            }
            Kinds::NUMBER => {
                let what =
                    "an `f64`: integers beyond 2^53 and decimals beyond 15 digits are rounded";
                (Code::NumberDigits, what, BEYOND_NUMBER, fits_number)
            }
            _ => return,
        };
        let listed = shape.choices.iter().flatten().any(|it| it.is_number() && !fits(it));
        let beyond = bounds.filter(|(_, _, bound)| !fits(bound)).map(|(_, at, _)| *at).next();
        let beyond = beyond.or(listed.then_some(shape.choices_at));
        let wrong = format == "uint64" && shape.default.is_some_and(|node| !node.value.is_u64());
        let named = shape.format.as_ref().filter(|_| wrong || formats.contains(&format));
        match beyond.or(named.map(|node| node.at)) {
            Some(at) => self.original.relax(&at, code, what),
            None if ROOMY.contains(&format) || is_narrow(kind, shape) => {}
            None => self.original.relax_everywhere(&shape.at, code, what),
        }
    }

    /// A default of the schema's own type: typify panics on another one.
    fn default_value(
        &mut self,
        kind: Kinds,
        format: Option<&str>,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) -> Option<Value> {
        let node = shape.default.as_ref()?;
        let fits = match kind {
            Kinds::STRING => node.value.is_string(),
            Kinds::INTEGER if format == Some("uint64") => node.value.is_u64(),
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

/// Formats whose values the Rust type holds.
const ROOMY: &[&str] = &["int32", "int64", "uint32", "uint64", "float", "double"];

/// Formats of integers beyond 64 bits.
const BEYOND_INTEGER: &[&str] = &["int128", "uint128", "bigint", "biginteger", "decimal"];

/// Formats of numbers that an `f64` rounds.
const BEYOND_NUMBER: &[&str] =
    &["int64", "uint64", "int128", "uint128", "bigint", "decimal", "bigdecimal", "decimal128"];

fn bounds<'s, 'a>(
    shape: &'s Shape<'a>,
) -> impl Iterator<Item = (&'s str, &'s Pointer<'a>, &'a Value)> {
    let bounds = shape.limits.iter().filter(|(key, _)| key.ends_with("imum"));
    bounds.map(|(key, at)| (*key, at, at.value()))
}

/// The bounds on one side: `minimum` or `maximum`, exclusive or not.
fn bounds_on<'a>(shape: &Shape<'a>, side: &str) -> impl Iterator<Item = &'a Value> {
    bounds(shape)
        .filter(move |(key, ..)| key.to_ascii_lowercase().ends_with(side))
        .map(|(_, _, bound)| bound)
}

/// True for numbers that are listed, or are whole and have bounds on both sides. Whether the bounds
/// themselves fit is another question.
fn is_narrow(kind: Kinds, shape: &Shape<'_>) -> bool {
    let is_bounded = |side| bounds_on(shape, side).any(Value::is_number);
    let whole = |(key, at): &(&str, Pointer<'_>)| *key == "multipleOf" && !at.value().is_f64();
    let is_whole = kind == Kinds::INTEGER || shape.limits.iter().any(whole);
    shape.choices.is_some() || is_whole && is_bounded("minimum") && is_bounded("maximum")
}

/// True for integers of which some need all 64 bits, and none is negative.
fn is_unsigned(kind: Kinds, shape: &Shape<'_>) -> bool {
    kind == Kinds::INTEGER
        && shape.default.is_none_or(|node| node.value.is_u64())
        && bounds_on(shape, "maximum").any(|bound| bound.is_u64() && !bound.is_i64())
        && bounds_on(shape, "minimum").any(|bound| bound.as_i64().is_some_and(|bound| bound >= 0))
}

fn fits_i32(value: &Value) -> bool {
    value.as_i64().is_some_and(|value| i32::try_from(value).is_ok())
}

fn fits_integer(bound: &Value) -> bool {
    bound.is_i64() || bound.as_f64().is_some_and(|bound| bound.abs() < i64::MAX as f64)
}

/// True unless the bound is beyond 2^53, up to which an `f64` holds every integer.
fn fits_number(bound: &Value) -> bool {
    const LARGEST: u64 = 1 << 53;
    let whole = bound.as_i64().map(i64::unsigned_abs).or(bound.as_u64());
    whole.map_or_else(
        || bound.as_f64().is_none_or(|bound| bound.abs() <= LARGEST as f64),
        |whole| whole <= LARGEST,
    )
}
