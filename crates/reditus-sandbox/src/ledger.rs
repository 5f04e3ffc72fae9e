//! What the service counted. The check for a duplicate and the recording are one step.

use std::{
    collections::HashSet,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{conversion::Conversion, entry::Entry};

#[derive(Default)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
    emails: HashSet<String>,
    uids: HashSet<String>,
}

impl Ledger {
    /// Counts the conversion, or `None` when its customer has been counted before.
    pub(crate) fn record(&mut self, conversion: Conversion) -> Option<Entry> {
        let entry = self.preview(conversion)?;
        self.emails.extend(entry.email.as_deref().map(fold));
        self.uids.extend(entry.uid.clone());
        self.entries.push(entry.clone());
        Some(entry)
    }

    /// What [`Ledger::record`] would return, without counting anything.
    pub(crate) fn preview(&self, conversion: Conversion) -> Option<Entry> {
        let Conversion { version, referrer, email, uid, gr_id } = conversion;
        let known = email.as_deref().is_some_and(|email| self.emails.contains(&fold(email)))
            || uid.as_ref().is_some_and(|uid| self.uids.contains(uid));
        if known {
            return None;
        }
        let id = format!("00000000-0000-4000-8000-{:012x}", self.entries.len() + 1);
        Some(Entry { id, version, referrer, email, uid, gr_id, recorded_at: unix_seconds() })
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// Addresses that differ in case alone reach the same customer.
fn fold(email: &str) -> String {
    email.to_lowercase()
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
