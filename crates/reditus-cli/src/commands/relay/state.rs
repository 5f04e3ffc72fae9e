//! What all requests share.

use std::sync::Arc;

use reditus_outbox::Outbox;
use tokio::sync::Mutex;

use super::{counts::Counts, store::Store};

pub(super) struct Relay {
    pub(super) store: Store,
    pub(super) looking: Outbox,
    /// Whose turn it is to look.
    pub(super) turn: Arc<Mutex<()>>,
    pub(super) counts: Counts,
    pub(super) delivers: bool,
}
