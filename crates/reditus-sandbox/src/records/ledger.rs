//! The conversions that were recorded. The duplicate check and the recording are one step.

use std::{
    collections::HashSet,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{Entry, Referrer, Version};

/// A valid conversion, before its customer is looked up.
pub(crate) struct Conversion {
    pub(crate) version: Version,
    pub(crate) referrer: Referrer,
    pub(crate) email: Option<String>,
    pub(crate) uid: Option<String>,
    pub(crate) gr_id: Option<String>,
}

/// Whether the service acts on a request or only works out its response.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Processing {
    Record,
    Rehearse,
}

#[derive(Default)]
pub(super) struct Ledger {
    entries: Vec<Entry>,
    emails: HashSet<String>,
    uids: HashSet<String>,
}

impl Ledger {
    /// The conversion's entry, or `None` if its customer was recorded before.
    pub(super) fn record(
        &mut self,
        conversion: Conversion,
        processing: Processing,
    ) -> Option<Entry> {
        let Conversion { version, referrer, email, uid, gr_id } = conversion;
        let known = email.as_deref().is_some_and(|email| self.emails.contains(&fold(email)))
            || uid.as_ref().is_some_and(|uid| self.uids.contains(uid));
        if known {
            return None;
        }
        let id = format!("00000000-0000-4000-8000-{:012x}", self.entries.len() + 1);
        let entry = Entry { id, version, referrer, email, uid, gr_id, recorded_at: unix_seconds() };
        if processing == Processing::Record {
            self.emails.extend(entry.email.as_deref().map(fold));
            self.uids.extend(entry.uid.clone());
            self.entries.push(entry.clone());
        }
        Some(entry)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// Addresses that differ only in case belong to the same customer.
fn fold(email: &str) -> String {
    email.to_lowercase()
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
