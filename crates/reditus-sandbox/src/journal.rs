//! What the sandbox saw, in the order of arrival.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{entry::Version, fault::Fault};

/// One request the sandbox saw, whatever became of it.
///
/// A connection that was [refused](Fault::refuse) is one, too: the attempt was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    version: Option<Version>,
    arrived: Duration,
    fault: Option<Arc<Fault>>,
    recorded: bool,
    status: Option<u16>,
}

impl Request {
    /// The operation it was for; `None` for a path the service does not have, and for a
    /// connection that was refused.
    pub fn version(&self) -> Option<Version> {
        self.version
    }

    /// When its head had been read, recorded from the start of the sandbox.
    pub fn arrived(&self) -> Duration {
        self.arrived
    }

    /// What was made to go wrong with it.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_deref()
    }

    /// Whether this request put an entry into the ledger.
    pub fn recorded(&self) -> bool {
        self.recorded
    }

    /// The status that was answered; `None` while there is no answer, or if there never will be.
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}

pub(crate) struct Journal {
    started: Instant,
    requests: Vec<Request>,
}

/// Where in the journal a request is.
#[derive(Clone, Copy)]
pub(crate) struct Line(usize);

impl Journal {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), requests: Vec::new() }
    }

    pub(crate) fn arrived(&mut self, version: Option<Version>, fault: Option<Arc<Fault>>) -> Line {
        let arrived = self.started.elapsed();
        self.requests.push(Request { version, arrived, fault, recorded: false, status: None });
        Line(self.requests.len() - 1)
    }

    pub(crate) fn recorded(&mut self, Line(at): Line) {
        if let Some(request) = self.requests.get_mut(at) {
            request.recorded = true;
        }
    }

    pub(crate) fn answered(&mut self, Line(at): Line, status: u16) {
        if let Some(request) = self.requests.get_mut(at) {
            request.status = Some(status);
        }
    }

    pub(crate) fn requests(&self) -> &[Request] {
        &self.requests
    }
}
