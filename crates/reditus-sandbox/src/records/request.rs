use std::{fmt, sync::Arc, time::Duration};

use super::{Sent, Version};
use crate::fault::Fault;

/// One request that the sandbox received, whatever its outcome.
///
/// A connection that was [refused](Fault::refuse) is one, too: the attempt was made. `Display` is a
/// line for a log, which names the referrer and nothing of the customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub(super) version: Option<Version>,
    pub(super) arrived: Duration,
    pub(super) fault: Option<Arc<Fault>>,
    pub(super) recorded: bool,
    pub(super) status: Option<u16>,
    /// The service's own words for refusing it.
    pub(crate) reason: Option<String>,
    /// The method and path of a request that the service does not have.
    pub(crate) target: Option<String>,
    pub(crate) sent: Option<Sent>,
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

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.version, &self.target) {
            (Some(Version::V1), _) => f.write_str("v1")?,
            (Some(Version::V2), _) => f.write_str("v2")?,
            (None, Some(target)) => write!(f, "{}", target.escape_debug())?,
            (None, None) => f.write_str("connection")?,
        }
        match self.status {
            Some(status) => write!(f, ", {status}")?,
            None => f.write_str(", no response")?,
        }
        if self.recorded {
            f.write_str(", recorded")?;
        }
        if let Some(fault) = &self.fault {
            write!(f, ", fault {fault}")?;
        }
        if let Some(reason) = &self.reason {
            write!(f, ", {reason}")?;
        }
        self.sent.iter().try_for_each(|sent| write!(f, ", {sent}"))
    }
}
