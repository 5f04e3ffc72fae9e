//! The loop of a worker.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{Shared, deliver, events};
use crate::{
    outbox::Wake,
    store::duration,
    verbs::{Claimed, Prune},
};

/// How long to wait after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How often entries that were sent long ago are deleted.
const PRUNE: Duration = Duration::from_secs(60 * 60);

pub(super) async fn run(shared: Arc<Shared>, mut stop: watch::Receiver<bool>, _wake: Wake) {
    let mut deliveries = JoinSet::new();
    let mut pruned: Option<Instant> = None;
    let mut storage = events::Storage::default();
    while !stopped(&stop) {
        if pruned.is_none_or(|at| at.elapsed() >= PRUNE) {
            pruned = Some(Instant::now());
            prune(&shared, &mut storage).await;
        }
        if deliveries.len() >= shared.concurrency {
            tokio::select! {
                _ = deliveries.join_next() => {}
                _ = stop.changed() => {}
            }
            continue;
        }
        // Created before the claim, so that no commit after it is missed.
        let committed = shared.committed.notified();
        let claimed_at = Instant::now();
        let wait = match shared.courier.claim().await {
            Ok(Claimed::Entry(delivery)) => {
                storage.works();
                let shared = Arc::clone(&shared);
                deliveries.spawn(async move {
                    deliver::deliver(&shared.courier, delivery, claimed_at).await;
                });
                continue;
            }
            Ok(Claimed::Nothing { again_in }) => {
                storage.works();
                again_in.map_or(shared.poll, |wait| duration(wait).min(shared.poll))
            }
            Err(error) => {
                storage.failed(&error);
                AFTER_FAILURE.min(shared.poll)
            }
        };
        tokio::select! {
            () = committed => {}
            () = sleep(wait) => {}
            Some(_) = deliveries.join_next() => {}
            _ = stop.changed() => {}
        }
    }
    while deliveries.join_next().await.is_some() {}
}

/// Also true if the worker was dropped.
fn stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

async fn prune(shared: &Shared, storage: &mut events::Storage) {
    let keep = i64::try_from(shared.keep.as_millis()).unwrap_or(i64::MAX / 4);
    let account = shared.courier.account.clone();
    // Deliveries must not wait for a long deletion. The next one, in an hour, deletes the rest.
    let pruning = shared.courier.handle.run(Prune { account, keep });
    if let Ok(Err(error)) = timeout(Duration::from_secs(5), pruning).await {
        storage.failed(&error);
    }
}
