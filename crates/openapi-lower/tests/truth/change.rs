//! How a value that was read and written again differs from the original.

use serde_json::Value;

/// A class of differences. Only the last is never expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// Null in an optional property is read as an absent value.
    NullIsAbsent,
    /// An empty list or map in an optional property of a response is read as an absent value.
    EmptyIsAbsent,
    /// An absent property of a response has its default.
    DefaultIsThere,
    /// A property that the document does not describe is not read.
    UndescribedIsAbsent,
    /// A request holds a union, whose branch the caller chooses. JSON is read as the first that fits.
    OtherBranch,
    /// A number has lost digits beyond 2^53.
    Rounded,
    Other,
}

/// The classes of all differences.
pub(crate) fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    collect(before, after, &mut found);
    found.sort();
    found.dedup();
    found
}

fn collect(before: &Value, after: &Value, found: &mut Vec<Change>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                match after.get(key) {
                    Some(after) => collect(value, after, found),
                    None => found.push(absent(key, value)),
                }
            }
            let added = after.keys().any(|key| !before.contains_key(key));
            found.extend(added.then_some(Change::DefaultIsThere));
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).for_each(|(before, after)| collect(before, after, found));
        }
        (Value::Number(before), Value::Number(after)) => {
            if before != after {
                let (before, after) = (before.as_f64(), after.as_f64());
                let large = before.is_some_and(|it| it.abs() > (1u64 << 53) as f64);
                match before == after {
                    true if !large => {}
                    true => found.push(Change::Rounded),
                    false => found.push(Change::Other),
                }
            }
        }
        _ if before == after => {}
        _ => found.push(Change::Other),
    }
}

fn absent(key: &str, value: &Value) -> Change {
    match value {
        Value::Null => Change::NullIsAbsent,
        Value::Array(entries) if entries.is_empty() => Change::EmptyIsAbsent,
        Value::Object(fields) if fields.is_empty() => Change::EmptyIsAbsent,
        _ if key == crate::instance::UNDESCRIBED => Change::UndescribedIsAbsent,
        _ => Change::Other,
    }
}
