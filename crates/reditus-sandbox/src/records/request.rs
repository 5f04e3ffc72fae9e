use std::{sync::Arc, time::Duration};

use super::Version;
use crate::fault::Fault;

/// One request that the sandbox received, whatever its outcome.
///
/// A connection that was [refused](Fault::refuse) counts as one: the attempt was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub(super) version: Option<Version>,
    pub(super) arrived: Duration,
    pub(super) fault: Option<Arc<Fault>>,
    pub(super) recorded: bool,
    pub(super) status: Option<u16>,
}

impl Request {
    /// The operation it was for; `None` for a path that the service does not have, and for a
    /// refused connection.
    pub fn version(&self) -> Option<Version> {
        self.version
    }

    /// When its head had been read, measured from the start of the sandbox.
    pub fn arrived(&self) -> Duration {
        self.arrived
    }

    /// The fault that struck it.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_deref()
    }

    /// Whether this request added an entry to the ledger.
    pub fn recorded(&self) -> bool {
        self.recorded
    }

    /// The status of the response; `None` until there is one, and if there never is.
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}
