//! Requests of earlier runs that still use places of the limit.

use std::{sync::Arc, time::Duration};

use reditus::{Client, Permit};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep_until},
};

use crate::commands::import::progress::{Progress, WaitFor};

/// Holds one place of the limit for each request of earlier runs, until that request no longer
/// counts: so this run waits exactly as long as it must.
pub(super) struct Earlier(Option<JoinHandle<()>>);

impl Earlier {
    /// `waits` are the times that the requests still count, the shortest first, and no more than
    /// the limit has places. `places` is how many it has.
    pub(super) async fn hold(
        client: &Client,
        waits: Vec<Duration>,
        places: usize,
        progress: &Arc<Progress>,
    ) -> Self {
        if waits.is_empty() {
            return Self(None);
        }
        let now = Instant::now();
        let mut held: Vec<(Instant, Permit)> = Vec::with_capacity(waits.len());
        for wait in waits {
            held.push((now + wait, client.reserve().await));
        }
        if held.len() >= places {
            progress.wait(WaitFor::Limit, held[0].0);
        }
        Self(Some(tokio::spawn(async move {
            for (until, permit) in held {
                sleep_until(until).await;
                drop(permit);
            }
        })))
    }
}

impl Drop for Earlier {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}
