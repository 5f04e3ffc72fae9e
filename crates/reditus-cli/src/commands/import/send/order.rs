//! Rows of one customer are sent in file order, one at a time: the service pays the referrer of the
//! first one that it records.

use std::collections::{HashMap, HashSet, VecDeque};

use super::Pending;
use crate::commands::import::{customer::Identity, ledger::Key};

/// Reading stops while this many rows wait for an earlier one of their customer.
const MOST_HELD: usize = 1024;

#[derive(Default)]
pub(super) struct Order {
    identities: HashMap<Identity, Use>,
    held: VecDeque<Pending>,
    /// Customers with a row that failed: their later rows wait for the next pass.
    failed: HashSet<Identity>,
    /// Rows that were settled after what is now held or ready was looked up.
    settled: HashSet<Key>,
    /// A row has ended that held ones wait for.
    look_again: bool,
}

/// Who uses an identity.
#[derive(Default)]
struct Use {
    in_flight: bool,
    held: u32,
}

/// What to do with a row now.
pub(super) enum Turn {
    Send(Box<Pending>),
    /// An earlier row of the customer is being sent. This one comes back later.
    Later,
    /// An earlier row of the customer has failed. This one is for the next pass.
    NextPass,
    /// A row with the same content has been settled meanwhile.
    Repeated,
}

/// How a row has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Settled,
    Failed,
}

impl Order {
    /// Decides on the next row of the file.
    pub(super) fn admit(&mut self, row: Pending) -> Turn {
        let waits = |identity| self.identities.contains_key(identity);
        if row.customer.identities().any(waits) {
            for &identity in row.customer.identities() {
                self.identities.entry(identity).or_default().held += 1;
            }
            self.held.push_back(row);
            return Turn::Later;
        }
        self.send(row)
    }

    /// Decides on the first held row that waits for nobody any more.
    pub(super) fn release(&mut self) -> Option<Turn> {
        if !self.look_again {
            return None;
        }
        let mut ahead = HashSet::new();
        for at in 0..self.held.len() {
            let customer = self.held[at].customer;
            let is_in_flight =
                |identity| self.identities.get(identity).is_some_and(|used| used.in_flight);
            if customer.identities().any(|identity| ahead.contains(identity))
                || customer.identities().any(is_in_flight)
            {
                ahead.extend(customer.identities().copied());
                continue;
            }
            let row = self.held.remove(at)?;
            for identity in customer.identities() {
                if let Some(used) = self.identities.get_mut(identity) {
                    used.held -= 1;
                    if used.held == 0 {
                        self.identities.remove(identity);
                    }
                }
            }
            return Some(self.send(row));
        }
        self.look_again = false;
        None
    }

    fn send(&mut self, row: Pending) -> Turn {
        if row.customer.identities().any(|identity| self.failed.contains(identity)) {
            // Whoever shares another identity with this row waits as well.
            self.failed.extend(row.customer.identities().copied());
            return Turn::NextPass;
        }
        if self.settled.contains(&row.key) {
            return Turn::Repeated;
        }
        for &identity in row.customer.identities() {
            self.identities.entry(identity).or_default().in_flight = true;
        }
        Turn::Send(Box::new(row))
    }

    pub(super) fn ended(&mut self, row: &Pending, end: End) {
        for identity in row.customer.identities() {
            let Some(used) = self.identities.get_mut(identity) else { continue };
            used.in_flight = false;
            if used.held == 0 {
                self.identities.remove(identity);
            } else {
                self.look_again = true;
            }
        }
        match end {
            End::Settled => _ = self.settled.insert(row.key),
            End::Failed => self.failed.extend(row.customer.identities().copied()),
        }
    }

    /// The ledger is about to be asked for more rows: what is settled by now, it knows.
    pub(super) fn forget_settled(&mut self) {
        let held: HashSet<_> = self.held.iter().map(|row| row.key).collect();
        self.settled.retain(|key| held.contains(key));
    }

    /// No row waits for another.
    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.held.len() >= MOST_HELD
    }
}
