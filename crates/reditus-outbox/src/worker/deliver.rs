//! Sends one entry.

use std::time::{Duration, Instant};

use reditus::Client;
use tokio::time::{sleep, timeout};

use super::{attempt, events};
use crate::{
    decide::Pace,
    error::Result,
    outbox::Handle,
    verbs::{Claim, Claimed, Delivery, Settle, Settled},
};

/// Everything that delivery needs.
#[derive(Clone)]
pub(crate) struct Courier {
    pub(crate) handle: Handle,
    pub(crate) client: Client,
    pub(crate) account: String,
    pub(crate) pace: Pace,
    pub(crate) lease: Duration,
}

/// How long to wait before retrying a settlement that failed.
const AGAIN: Duration = Duration::from_millis(250);

impl Courier {
    pub(crate) async fn claim(&self) -> Result<Claimed> {
        let lease = i64::try_from(self.lease.as_millis()).unwrap_or(i64::MAX / 4);
        let account = self.account.clone();
        self.handle.run(Claim { account, pace: self.pace, lease }).await
    }

    /// Sends the conversion, and returns the settlement to store.
    pub(crate) async fn send(&self, delivery: Delivery) -> Settle {
        let Delivery { id, attempt: attempt_no, purpose, body, .. } = delivery;
        let result = timeout(self.lease / 3 * 2, body.track(&self.client)).await;
        let (attempt, request) = match result {
            Ok(Ok(outcome)) => attempt::of_outcome(&outcome),
            Ok(Err(error)) => attempt::of_error(&error),
            Err(_) => attempt::cut_off(),
        };
        let luck = fastrand::f64();
        let (account, pace) = (self.account.clone(), self.pace);
        Settle { account, pace, id, attempt_no, purpose, attempt, request, luck }
    }
}

pub(super) async fn deliver(courier: &Courier, delivery: Delivery, claimed_at: Instant) {
    let settle = courier.send(delivery).await;
    loop {
        match courier.handle.run(settle.clone()).await {
            Ok(Settled::Now { row, due_in, change }) => {
                return events::settled(&row, due_in, change);
            }
            Ok(Settled::TooLate) => return events::too_late(settle.id),
            Err(error) => {
                events::unsettled(settle.id, &error);
                if claimed_at.elapsed() + AGAIN >= courier.lease {
                    return;
                }
                sleep(AGAIN).await;
            }
        }
    }
}
