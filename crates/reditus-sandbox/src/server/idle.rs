//! Which connections wait for their caller. When the process runs out of file descriptors, the one
//! that has waited longest is closed: no caller can lock the others out.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::sync::Notify;

use crate::lock::lock;

#[derive(Clone, Default)]
pub(super) struct Idle(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    tickets: u64,
    connections: BTreeMap<u64, Arc<Notify>>,
}

/// One connection's place among the waiting; it leaves when dropped.
pub(super) struct Seat {
    idle: Idle,
    ticket: Mutex<Option<u64>>,
    evicted: Arc<Notify>,
}

impl Idle {
    /// A seat for a connection that waits from now on.
    pub(super) fn seat(&self) -> Seat {
        let seat = Seat { idle: self.clone(), ticket: Mutex::default(), evicted: Arc::default() };
        seat.waits();
        seat
    }

    /// Closes the connection that has waited longest. False if none waits.
    pub(super) fn evict(&self) -> bool {
        let longest = lock(&self.0).connections.pop_first();
        longest.map(|(_, connection)| connection.notify_one()).is_some()
    }
}

impl Seat {
    /// The connection now waits for its caller.
    pub(super) fn waits(&self) {
        let mut waiting = lock(&self.idle.0);
        let ticket = waiting.tickets;
        waiting.tickets += 1;
        waiting.connections.insert(ticket, Arc::clone(&self.evicted));
        if let Some(before) = lock(&self.ticket).replace(ticket) {
            waiting.connections.remove(&before);
        }
    }

    /// The connection's caller now waits for us.
    pub(super) fn works(&self) {
        if let Some(ticket) = lock(&self.ticket).take() {
            lock(&self.idle.0).connections.remove(&ticket);
        }
    }

    pub(super) async fn evicted(&self) {
        self.evicted.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.works();
    }
}
