//! Takes the next entry, and a place for its request, in one transaction.

use super::Verb;
use crate::{
    decide::{self, Class, Pace, Purpose, Turn},
    entry::Body,
    error::Result,
    store::{Account, Millis, Pause, Row, State, Store, Transaction},
};

/// The most entries that one transaction puts behind others or marks as dead. That takes a few
/// milliseconds, because the user's transactions wait for it.
const STEPS: usize = 64;

#[derive(Clone)]
pub(crate) struct Claim {
    pub(crate) account: String,
    pub(crate) pace: Pace,
    /// How long only this worker may handle the entry. The request must have ended by then.
    pub(crate) lease: Millis,
}

pub(crate) enum Claimed {
    Entry(Delivery),
    /// Nothing can be sent now. Something may be after this time, by the database's clock.
    Nothing {
        again_in: Option<Millis>,
    },
}

/// An entry that a worker has claimed.
pub(crate) struct Delivery {
    pub(crate) id: i64,
    pub(crate) attempt: i64,
    pub(crate) purpose: Purpose,
    pub(crate) body: Body,
}

#[cfg(test)]
impl Delivery {
    /// The conversion, of V2.
    pub(crate) fn conversion(&self) -> &reditus::Conversion {
        match &self.body {
            Body::V2(conversion) => conversion,
            Body::V1(_) => panic!("a conversion of V1"),
        }
    }
}

impl Verb for Claim {
    type Output = Claimed;

    async fn run<S: Store>(self, store: &mut S) -> Result<Claimed> {
        let glance = store.glance(&self.account).await?;
        if let Err(again_in) = open(&glance.account, glance.now) {
            return Ok(Claimed::Nothing { again_in });
        }
        match glance.due_at {
            None => return Ok(Claimed::Nothing { again_in: None }),
            Some(due) if due > glance.now => {
                return Ok(Claimed::Nothing { again_in: Some(due - glance.now) });
            }
            Some(_) => {}
        }
        let mut tx = store.begin(&self.account).await?;
        let claimed = self.claim(&mut tx).await?;
        tx.commit().await?;
        Ok(claimed)
    }
}

impl Claim {
    async fn claim<T: Transaction>(&self, tx: &mut T) -> Result<Claimed> {
        let (now, mut account) = (tx.now(), tx.account().clone());
        let purpose = match open(&account, now) {
            Ok(purpose) => purpose,
            Err(again_in) => return Ok(Claimed::Nothing { again_in }),
        };
        let nothing = |until: Millis| Claimed::Nothing { again_in: Some(until - now) };
        let next = self.pace.next(tx.places().await?, now);
        if next > now {
            return Ok(nothing(next));
        }
        let mut steps = STEPS;
        let fresh = self.candidate(tx, Class::Fresh, &mut steps).await?;
        let backlog = self.candidate(tx, Class::Backlog, &mut steps).await?;
        if steps == 0 {
            return Ok(nothing(now));
        }
        let there: Vec<_> = [(&fresh, Class::Fresh), (&backlog, Class::Backlog)]
            .into_iter()
            .filter_map(|(candidate, class)| candidate.as_ref().map(|_| class))
            .collect();
        let class = match decide::turn(&account, self.pace, &there, now) {
            Turn::Take(class) => class,
            Turn::Wait(until) => return Ok(nothing(until)),
            // The due entries were put behind others or are dead. The next glance finds later ones.
            Turn::Nothing => return Ok(nothing(now)),
        };
        let candidate = match class {
            Class::Fresh => fresh,
            Class::Backlog => backlog,
        };
        let Some((mut row, body)) = candidate else { return Ok(nothing(now)) };

        row.state = State::Delivering;
        row.fresh = false;
        row.attempts += 1;
        row.due_at = Some(now + self.lease);
        tx.save(&row).await?;
        if self.pace.requests.is_some() {
            tx.take_place(&row, now + self.lease + self.pace.window).await?;
        }
        account.last_place = now;
        account.fresh_in_a_row = match (class, there.contains(&Class::Backlog)) {
            (Class::Fresh, true) => account.fresh_in_a_row + 1,
            _ => 0,
        };
        (account.pace_requests, account.pace_window) =
            (self.pace.requests, self.pace.requests.map(|_| self.pace.window));
        if purpose == Purpose::Probe {
            account.probe_at = now + self.lease;
        }
        tx.save_account(&account).await?;

        let body = if row.possibly_recorded { body.possibly_recorded() } else { body };
        let Row { id, attempts: attempt, .. } = row;
        Ok(Claimed::Entry(Delivery { id, attempt, purpose, body }))
    }

    /// The first entry of the class that can be sent. An entry before it that must wait for another
    /// one of the same customer is put behind that one, and not looked at until it is settled.
    async fn candidate<T: Transaction>(
        &self,
        tx: &mut T,
        class: Class,
        steps: &mut usize,
    ) -> Result<Option<(Row, Body)>> {
        while *steps > 0 {
            let Some(mut row) = self.first(tx, class).await? else { return Ok(None) };
            *steps -= 1;
            if row.state == State::Delivering {
                decide::lease_ended(&mut row);
                tx.save(&row).await?;
                tx.release(row.id).await?;
            }
            if let Some(predecessor) = tx.predecessor(&row).await? {
                (row.due_at, row.behind) = (None, Some(predecessor));
                tx.save(&row).await?;
                continue;
            }
            match row.body.as_deref().and_then(Body::read) {
                Some(body) => return Ok(Some((row, body))),
                None => {
                    decide::unreadable(&mut row, tx.now());
                    tx.save(&row).await?;
                    tx.release(row.id).await?;
                }
            }
        }
        Ok(None)
    }

    async fn first<T: Transaction>(&self, tx: &mut T, class: Class) -> Result<Option<Row>> {
        let end = tx.now() + 1;
        let stale = end - decide::fresh_for(self.pace);
        match class {
            Class::Fresh => tx.first_due(true, stale..end).await,
            Class::Backlog => {
                let tried = tx.first_due(false, Millis::MIN..end).await?;
                let old = tx.first_due(true, Millis::MIN..stale).await?;
                Ok(tried.into_iter().chain(old).min_by_key(|row| (row.due_at, row.id)))
            }
        }
    }
}

/// What the account may send for, or else how long to wait before asking again.
fn open(account: &Account, now: Millis) -> Result<Purpose, Option<Millis>> {
    if account.wait_until > now {
        return Err(Some(account.wait_until - now));
    }
    match account.pause {
        None => Ok(Purpose::Delivery),
        Some(Pause::Asked) => Err(None),
        Some(Pause::Setup | Pause::Refusals) if now < account.probe_at => {
            Err(Some(account.probe_at - now))
        }
        Some(Pause::Setup | Pause::Refusals) => Ok(Purpose::Probe),
    }
}
