//! What the page shows, as JSON.

use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::{
    backend::Backend,
    records::{Entry, Position, Sent, Shown, Version},
    service::{RateLimit, Referrers, Settings},
};

/// How many requests and entries the page shows.
const LATEST: usize = 200;

#[derive(Serialize)]
pub(super) struct Update {
    reset: bool,
    recorded: usize,
    requests: usize,
    rows: Vec<Row>,
    entries: Vec<Entry>,
    script: Vec<String>,
    always: Option<String>,
    settings: PageSettings,
}

#[derive(Serialize)]
struct Row {
    number: u64,
    /// Milliseconds since 1970.
    at: u64,
    version: Option<Version>,
    target: Option<String>,
    status: Option<u16>,
    reason: Option<String>,
    fault: Option<String>,
    recorded: bool,
    finished: bool,
    sent: Option<Sent>,
}

/// The settings, as the page shows and sends them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageSettings {
    token: Option<String>,
    affiliates: Option<Vec<String>>,
    advocates: Option<Vec<String>>,
    rate_limit: Option<Rate>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    requests: u32,
    seconds: u32,
}

impl Update {
    pub(super) fn since(position: &mut Position, backend: &Backend) -> Self {
        let news = backend.service.records.news(position, LATEST);
        let (script, always) = backend.faults.names();
        Self {
            reset: news.reset,
            recorded: news.recorded,
            requests: news.requests,
            rows: news.changed.into_iter().map(Row::from).collect(),
            entries: news.entries,
            script,
            always,
            settings: PageSettings::from(&*backend.service.settings()),
        }
    }
}

impl From<Shown> for Row {
    fn from(Shown { number, at, finished, request }: Shown) -> Self {
        let at = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Self {
            number,
            at: u64::try_from(at).unwrap_or(u64::MAX),
            version: request.version(),
            status: request.status(),
            fault: request.fault().map(ToString::to_string),
            recorded: request.recorded(),
            finished,
            target: request.target,
            reason: request.reason,
            sent: request.sent,
        }
    }
}

impl From<&Settings> for PageSettings {
    fn from(settings: &Settings) -> Self {
        let sorted = |slugs: &Option<std::collections::HashSet<String>>| {
            slugs.as_ref().map(|slugs| {
                let mut slugs: Vec<_> = slugs.iter().cloned().collect();
                slugs.sort_unstable();
                slugs
            })
        };
        Self {
            token: settings.token.clone(),
            affiliates: sorted(&settings.referrers.affiliates),
            advocates: sorted(&settings.referrers.advocates),
            rate_limit: settings.rate_limit.map(|RateLimit { requests, window, .. }| Rate {
                requests,
                seconds: u32::try_from(window.as_secs()).unwrap_or(u32::MAX),
            }),
        }
    }
}

impl From<PageSettings> for Settings {
    fn from(settings: PageSettings) -> Self {
        let limit = |Rate { requests, seconds }| {
            RateLimit::new(requests, std::time::Duration::from_secs(seconds.into()))
        };
        Self {
            token: settings.token,
            referrers: Referrers {
                affiliates: settings.affiliates.map(|slugs| slugs.into_iter().collect()),
                advocates: settings.advocates.map(|slugs| slugs.into_iter().collect()),
            },
            rate_limit: settings.rate_limit.map(limit),
        }
    }
}
