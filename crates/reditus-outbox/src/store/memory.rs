//! The contract as plain data. The model check explores it, and both databases are compared with
//! it. Its clock is a number.

use std::{collections::BTreeMap, ops::Range};

use super::{Account, Figures, Glance, Millis, Page, Places, Row, State, Store, Transaction};
use crate::{Entry, Origin, entry::customer, error::Result};

/// One account's outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct MemoryStore {
    pub(crate) now: Millis,
    pub(crate) rows: BTreeMap<i64, Row>,
    pub(crate) account: Account,
    pub(crate) places: BTreeMap<(i64, i64), Millis>,
    pub(crate) last_id: i64,
}

pub(crate) struct MemoryTx<'a> {
    store: &'a mut MemoryStore,
    /// Replaces the store on commit.
    changed: MemoryStore,
}

impl MemoryStore {
    /// Does what the enqueue statements do.
    pub(crate) fn insert(&mut self, key: &str, body: &str, origin: Origin) -> bool {
        if self.rows.values().any(|row| row.key == key) {
            return false;
        }
        self.last_id += 1;
        let row = Row {
            id: self.last_id,
            key: key.to_owned(),
            body: Some(body.to_owned()),
            email: identity(body, "email").map(|email| customer::fold(&email)),
            uid: identity(body, "uid"),
            state: State::Waiting,
            fresh: origin == Origin::Application,
            enqueued_at: self.now,
            due_at: Some(self.now),
            behind: None,
            attempts: 0,
            refusals: 0,
            tried_for: 0,
            lone_failures: 0,
            streak: 0,
            possibly_recorded: false,
            reason: None,
            outcome: None,
            settled_at: None,
        };
        self.rows.insert(row.id, row);
        true
    }
}

impl Store for MemoryStore {
    type Tx<'a> = MemoryTx<'a>;

    async fn begin(&mut self, _: &str) -> Result<MemoryTx<'_>> {
        let changed = self.clone();
        Ok(MemoryTx { store: self, changed })
    }

    async fn glance(&mut self, _: &str) -> Result<Glance> {
        let due_at = self.rows.values().filter_map(|row| row.due_at).min();
        Ok(Glance { now: self.now, account: self.account.clone(), due_at })
    }

    async fn figures(&mut self, _: &str) -> Result<Figures> {
        let states = State::ALL.into_iter().filter(|&state| state != State::Sent);
        let of = |state| self.rows.values().filter(move |row| row.state == state);
        let states = states
            .filter_map(|state| {
                let oldest = of(state).map(|row| row.enqueued_at).min()?;
                Some((state, of(state).count() as i64, oldest))
            })
            .collect();
        let places_taken = self.places.values().filter(|&&until| until > self.now).count() as i64;
        Ok(Figures { now: self.now, states, places_taken })
    }

    async fn rows(&mut self, _: &str, page: Page) -> Result<Vec<Row>> {
        let after = self.rows.range(page.after + 1..).map(|(_, row)| row.clone());
        let wanted = after.filter(|row| page.state.is_none_or(|state| state == row.state));
        Ok(wanted.take(page.limit as usize).collect())
    }
}

fn identity(body: &str, field: &str) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    body.get(field)?.as_str().map(str::to_owned)
}

fn shares_customer(one: &Row, other: &Row) -> bool {
    (one.email.is_some() && one.email == other.email) || (one.uid.is_some() && one.uid == other.uid)
}

impl Transaction for MemoryTx<'_> {
    fn now(&self) -> Millis {
        self.changed.now
    }

    fn account(&self) -> &Account {
        &self.changed.account
    }

    async fn save_account(&mut self, account: &Account) -> Result<()> {
        self.changed.account = account.clone();
        Ok(())
    }

    async fn enqueue(&mut self, entry: &Entry, origin: Origin) -> Result<bool> {
        Ok(self.changed.insert(entry.key(), entry.body(), origin))
    }

    async fn first_due(&mut self, fresh: bool, due: Range<Millis>) -> Result<Option<Row>> {
        let due = self
            .changed
            .rows
            .values()
            .filter(|row| row.fresh == fresh && row.due_at.is_some_and(|at| due.contains(&at)));
        Ok(due.min_by_key(|row| (row.due_at, row.id)).cloned())
    }

    async fn predecessor(&mut self, row: &Row) -> Result<Option<i64>> {
        let others = || {
            let others = self.changed.rows.values().filter(|other| other.id != row.id);
            others.filter(|other| shares_customer(row, other))
        };
        let delivering = others().find(|other| other.state == State::Delivering);
        let waiting = others().rfind(|other| other.state == State::Waiting && other.id < row.id);
        Ok(delivering.or(waiting).map(|other| other.id))
    }

    async fn release(&mut self, id: i64) -> Result<()> {
        for row in self.changed.rows.values_mut().filter(|row| row.behind == Some(id)) {
            (row.behind, row.due_at) = (None, Some(row.enqueued_at));
        }
        Ok(())
    }

    async fn load(&mut self, id: i64) -> Result<Option<Row>> {
        Ok(self.changed.rows.get(&id).cloned())
    }

    async fn save(&mut self, row: &Row) -> Result<()> {
        if let Some(saved) = self.changed.rows.get_mut(&row.id) {
            *saved = row.clone();
        }
        Ok(())
    }

    async fn delete(&mut self, id: i64) -> Result<()> {
        self.changed.rows.remove(&id);
        Ok(())
    }

    async fn in_state(&mut self, state: State) -> Result<Vec<Row>> {
        Ok(self.changed.rows.values().filter(|row| row.state == state).cloned().collect())
    }

    async fn of_customer(&mut self, identities: &[String]) -> Result<Vec<i64>> {
        let is =
            |identity: &Option<String>| identity.as_ref().is_some_and(|i| identities.contains(i));
        let rows = self.changed.rows.values();
        Ok(rows.filter(|row| is(&row.email) || is(&row.uid)).map(|row| row.id).collect())
    }

    async fn prune(&mut self, before: Millis) -> Result<u64> {
        let count = self.changed.rows.len();
        self.changed.rows.retain(|_, row| {
            row.state != State::Sent || row.settled_at.is_none_or(|at| at >= before)
        });
        Ok((count - self.changed.rows.len()) as u64)
    }

    async fn places(&mut self) -> Result<Places> {
        let now = self.changed.now;
        self.changed.places.retain(|_, until| *until > now);
        let places = self.changed.places.values();
        Ok(Places { taken: places.len() as i64, first_free: places.min().copied() })
    }

    async fn take_place(&mut self, row: &Row, until: Millis) -> Result<()> {
        self.changed.places.insert((row.id, row.attempts), until);
        Ok(())
    }

    async fn end_place(&mut self, entry: i64, attempt: i64, until: Option<Millis>) -> Result<()> {
        match (self.changed.places.get_mut(&(entry, attempt)), until) {
            (Some(place), Some(until)) => *place = until,
            (Some(_), None) => drop(self.changed.places.remove(&(entry, attempt))),
            (None, _) => {}
        }
        Ok(())
    }

    async fn commit(self) -> Result<()> {
        *self.store = self.changed;
        Ok(())
    }
}
