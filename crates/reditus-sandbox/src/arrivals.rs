use std::sync::Arc;

use tokio::sync::watch;

use crate::{
    backend::Backend,
    records::{Cursor, Request},
};

/// The requests of a sandbox as they finish; from [`Sandbox::arrivals`](crate::Sandbox::arrivals).
pub struct Arrivals {
    backend: Arc<Backend>,
    cursor: Cursor,
    changed: watch::Receiver<()>,
}

impl Arrivals {
    pub(crate) fn new(backend: Arc<Backend>) -> Self {
        let changed = backend.service.records.watch();
        Self { backend, cursor: Cursor::default(), changed }
    }

    /// The next request whose response has been sent, or is known never to be.
    ///
    /// Waits for one if there is none yet, forever if the sandbox has stopped. Cancel safe.
    pub async fn next(&mut self) -> Request {
        loop {
            self.changed.mark_unchanged();
            if let Some(request) = self.backend.service.records.next_finished(&mut self.cursor) {
                return request;
            }
            // The sender is in the backend, which this keeps alive.
            let _ = self.changed.changed().await;
        }
    }
}

impl std::fmt::Debug for Arrivals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arrivals").finish_non_exhaustive()
    }
}
