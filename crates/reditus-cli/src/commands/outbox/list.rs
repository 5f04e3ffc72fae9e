//! The conversions in an outbox.

use std::fmt;

use reditus::{Conversion, ReferredBy};
use reditus_outbox::{Listed, Selection, State};
use serde_json::{Value, json};

use super::{address::open, error::OutboxError, status::time};
use crate::{
    args::{At, Global, Page, StateName},
    exit::Exit,
};

/// Whether a list shows customer data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Customers {
    Shown,
    Hidden,
}

pub(super) async fn print(
    state: Option<State>,
    page: &Page,
    at: &At,
    global: &Global,
) -> Result<Exit, OutboxError> {
    let selection = Selection::all().after(page.after).limit(page.limit);
    let selection = match state {
        Some(state) => selection.state(state),
        None => selection,
    };
    let entries = open(at, global).await?.list(selection).await?;
    let customers = if page.customers { Customers::Shown } else { Customers::Hidden };
    let objects: Vec<_> = entries.iter().map(|entry| object(entry, customers)).collect();
    let text = Table { entries: &entries, customers };
    Ok(super::print(Exit::Done, json!({ "conversions": objects }), text, global))
}

fn object(entry: &Listed, customers: Customers) -> Value {
    let mut object = json!({
        "number": entry.id,
        "state": entry.state.as_str(),
        "age_seconds": entry.age.as_secs(),
        "attempts": entry.attempts,
        "next_attempt_seconds": entry.next_attempt.map(|wait| wait.as_secs()),
        "behind": entry.behind,
        "may_have_been_recorded": entry.possibly_recorded,
        "reason": entry.reason,
        "outcome": entry.outcome,
    });
    if customers == Customers::Shown {
        object["conversion"] = json!(entry.conversion());
        // Under another name, since its `uid` is not the customer's.
        let v1 = conversion_of_v1(entry);
        if !v1.is_null() {
            object["v1_conversion"] = v1;
        }
    }
    object
}

struct Table<'a> {
    entries: &'a [Listed],
    customers: Customers,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.entries.is_empty() {
            return f.write_str("none");
        }
        f.write_str("  number  state       age           attempts  next          last result")?;
        for entry in self.entries {
            let (number, state, attempts) = (entry.id, entry.state.as_str(), entry.attempts);
            let (age, next, result) = (time(entry.age), next(entry), result(entry));
            let line =
                format!("{number:>8}  {state:<10}  {age:<12}  {attempts:>8}  {next:<12}  {result}");
            write!(f, "\n{}", line.trim_end())?;
            if let (Customers::Shown, Some(customer)) = (self.customers, customer(entry)) {
                write!(f, "\n          {customer}")?;
            }
        }
        Ok(())
    }
}

fn next(entry: &Listed) -> String {
    match (entry.behind, entry.next_attempt) {
        (Some(other), _) => format!("after {other}"),
        (None, Some(wait)) if wait.is_zero() => "now".to_owned(),
        (None, Some(wait)) => time(wait),
        (None, None) => String::new(),
    }
}

/// How it was recorded, or why the last attempt failed.
fn result(entry: &Listed) -> String {
    let text = entry.outcome.or(entry.reason.as_deref()).unwrap_or_default().escape_debug();
    match entry.possibly_recorded {
        true => format!("{text}; may have been recorded"),
        false => text.to_string(),
    }
}

fn customer(entry: &Listed) -> Option<String> {
    let v1;
    let fields = match entry.conversion().map(Conversion::fields) {
        Some(fields) => {
            let (kind, slug) = match fields.referrer {
                ReferredBy::Affiliate(slug) => ("affiliate", slug),
                ReferredBy::Advocate(slug) => ("advocate", slug),
            };
            vec![(kind, Some(slug)), ("email", fields.email), ("uid", fields.uid)]
        }
        None => {
            v1 = conversion_of_v1(entry);
            if v1.is_null() {
                return None;
            }
            let names =
                [("click", "gr_id"), ("pk", "pk"), ("affiliate's uid", "uid"), ("email", "email")];
            names.into_iter().map(|(name, field)| (name, v1[field].as_str())).collect()
        }
    };
    let shown = fields
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name} {}", value.escape_debug())));
    Some(shown.collect::<Vec<_>>().join(", "))
}

/// Null if it is not one of V1.
#[expect(deprecated)]
fn conversion_of_v1(entry: &Listed) -> Value {
    json!(entry.v1_conversion())
}

impl From<StateName> for State {
    fn from(name: StateName) -> Self {
        match name {
            StateName::Waiting => Self::Waiting,
            StateName::Delivering => Self::Delivering,
            StateName::Refused => Self::Refused,
            StateName::Dead => Self::Dead,
            StateName::Sent => Self::Sent,
        }
    }
}
