//! All requests, in order of arrival.

use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};

use super::{Request, Version};
use crate::fault::Fault;

pub(super) struct Journal {
    started: Instant,
    started_at: SystemTime,
    /// The number of the first request since the last reset.
    first: u64,
    noted: Vec<Noted>,
    /// Which requests are finished, in that order, since the last reset.
    finished: Vec<u64>,
    revision: u64,
}

/// A request, and when its note last changed.
struct Noted {
    request: Request,
    revision: u64,
    finished: bool,
}

/// A request's number in the journal, which no other request ever has.
#[derive(Clone, Copy)]
pub(crate) struct Line(u64);

/// A request as the page shows it.
pub(crate) struct Shown {
    pub(crate) number: u64,
    pub(crate) at: SystemTime,
    pub(crate) finished: bool,
    pub(crate) request: Request,
}

impl Journal {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            started_at: SystemTime::now(),
            first: 0,
            noted: Vec::new(),
            finished: Vec::new(),
            revision: 0,
        }
    }

    pub(super) fn arrived(&mut self, version: Option<Version>, fault: Option<Arc<Fault>>) -> Line {
        let request = Request {
            version,
            arrived: self.started.elapsed(),
            fault,
            recorded: false,
            status: None,
            reason: None,
            target: None,
            sent: None,
        };
        self.revision += 1;
        self.noted.push(Noted { request, revision: self.revision, finished: false });
        Line(self.first + self.noted.len() as u64 - 1)
    }

    /// Has no effect on a request from before a reset.
    pub(super) fn update(&mut self, Line(number): Line, update: impl FnOnce(&mut Request)) {
        let Some(noted) = self.find(number) else { return };
        update(&mut noted.request);
        self.touch(number);
    }

    /// The response is on its way, or there will never be one.
    pub(super) fn finish(&mut self, Line(number): Line) {
        match self.find(number) {
            Some(noted) if !noted.finished => noted.finished = true,
            _ => return,
        }
        self.finished.push(number);
        self.touch(number);
    }

    /// Forgets all requests. Their numbers are not used again.
    pub(super) fn clear(&mut self) {
        self.first += self.noted.len() as u64;
        self.noted.clear();
        self.finished.clear();
        self.revision += 1;
    }

    pub(super) fn requests(&self) -> impl ExactSizeIterator<Item = &Request> {
        self.noted.iter().map(|noted| &noted.request)
    }

    /// The request that was the nth to finish since the last reset.
    pub(super) fn nth_finished(&self, n: usize) -> Option<&Request> {
        let at = self.finished.get(n)?.checked_sub(self.first)?;
        self.noted.get(usize::try_from(at).ok()?).map(|noted| &noted.request)
    }

    /// Those of the latest requests that changed after a revision.
    pub(super) fn since(&self, revision: u64, latest: usize) -> Vec<Shown> {
        let skipped = self.noted.len().saturating_sub(latest);
        let latest = (self.first..).zip(&self.noted).skip(skipped);
        latest
            .filter(|(_, noted)| noted.revision > revision)
            .map(|(number, noted)| Shown {
                number,
                at: self.started_at + noted.request.arrived,
                finished: noted.finished,
                request: noted.request.clone(),
            })
            .collect()
    }

    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    fn touch(&mut self, number: u64) {
        self.revision += 1;
        let revision = self.revision;
        if let Some(noted) = self.find(number) {
            noted.revision = revision;
        }
    }

    fn find(&mut self, number: u64) -> Option<&mut Noted> {
        let at = number.checked_sub(self.first)?;
        self.noted.get_mut(usize::try_from(at).ok()?)
    }
}
