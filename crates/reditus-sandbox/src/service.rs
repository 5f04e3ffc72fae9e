//! What the service does with a request.

mod authorization;
mod body;
mod conversion;
mod rate_limit;
mod refusal;
mod response;
mod settings;

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use bytes::Bytes;
use hyper::{HeaderMap, header::CONTENT_TYPE};

pub(crate) use body::{Unread, read};
use rate_limit::Limiter;
pub use rate_limit::RateLimit;
use refusal::Refusal;
pub(crate) use response::Response;
pub(crate) use settings::{Referrers, Settings};

use crate::{
    lock::lock,
    records::{Conversion, Line, Processing, Records, Version},
};

pub(crate) struct Service {
    settings: Mutex<Arc<Settings>>,
    limiter: Mutex<Limiter>,
    pub(crate) records: Records,
}

/// A request to one of the two operations, read as far as it could be.
pub(crate) struct Call {
    pub(crate) version: Version,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Bytes, Unread>,
    pub(crate) line: Line,
}

impl Service {
    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&lock(&self.settings))
    }

    pub(crate) fn change_settings(&self, settings: Settings) {
        *lock(&self.settings) = Arc::new(settings);
        self.records.announce();
    }

    /// Forgets all conversions and requests, and begins a new window of the rate limit.
    pub(crate) fn reset(&self) {
        *lock(&self.limiter) = Limiter::default();
        self.records.reset();
    }

    pub(crate) fn new(settings: Settings) -> Self {
        let settings = Mutex::new(Arc::new(settings));
        Self { settings, limiter: Mutex::default(), records: Records::new() }
    }

    /// The service's honest response. In a rehearsal it records nothing, and the response is the
    /// one that a recorded conversion would have had.
    pub(crate) fn track(&self, call: Call, processing: Processing) -> Response {
        let line = call.line;
        let entry = match self.judge(call, processing) {
            Ok(conversion) => self.records.record(line, conversion, processing),
            Err(refusal) => return refusal.into(),
        };
        entry.map_or_else(Response::duplicate, |entry| Response::created(&entry))
    }

    fn judge(&self, call: Call, processing: Processing) -> Result<Conversion, Refusal> {
        let settings = self.settings();
        if !authorization::allows(&call.headers, settings.token.as_deref()) {
            return Err(Refusal::Unauthorized);
        }
        if let (Some(limit), Processing::Record) = (settings.rate_limit, processing) {
            lock(&self.limiter).take(limit, Instant::now())?;
        }
        let body = call.body?;
        if !says_json(&call.headers) {
            return Err(Refusal::NotJson);
        }
        conversion::read(call.version, &body, &settings.referrers)
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
