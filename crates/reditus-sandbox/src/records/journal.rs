//! All requests, in order of arrival.

use std::{sync::Arc, time::Instant};

use super::{Request, Version};
use crate::fault::Fault;

pub(super) struct Journal {
    started: Instant,
    requests: Vec<Request>,
}

/// Where in the journal a request is.
#[derive(Clone, Copy)]
pub(crate) struct Line(usize);

impl Journal {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), requests: Vec::new() }
    }

    pub(super) fn arrived(&mut self, version: Option<Version>, fault: Option<Arc<Fault>>) -> Line {
        let arrived = self.started.elapsed();
        self.requests.push(Request { version, arrived, fault, recorded: false, status: None });
        Line(self.requests.len() - 1)
    }

    pub(super) fn recorded(&mut self, line: Line) {
        self.update(line, |request| request.recorded = true);
    }

    pub(super) fn responded(&mut self, line: Line, status: u16) {
        self.update(line, |request| request.status = Some(status));
    }

    pub(super) fn requests(&self) -> &[Request] {
        &self.requests
    }

    fn update(&mut self, Line(at): Line, update: impl FnOnce(&mut Request)) {
        if let Some(request) = self.requests.get_mut(at) {
            update(request);
        }
    }
}
