//! The call written by hand, with the same promises: the table of responses, retries with full jitter
//! and a budget, pacing, a deadline for the whole call, a cap on the body, and spans.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Limited};
use reqwest::{
    Body, StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, HeaderValue, RETRY_AFTER},
};
use serde_json::Value;
use tracing::{Instrument, field::Empty};

use crate::body::{REQUEST, Response, TOKEN, used};

const LIMIT: usize = 64 * 1024;
const WINDOW: Duration = Duration::from_secs(300);
const PLACES: usize = 1_000_000;
const FULL: u32 = 500;

pub(crate) struct Promises {
    http: reqwest::Client,
    url: Url,
    authorization: HeaderValue,
    budget: AtomicU32,
    pace: Mutex<Pace>,
}

#[derive(Default)]
struct Pace {
    ended: VecDeque<Instant>,
    in_flight: usize,
    paused_until: Option<Instant>,
}

enum Verdict {
    Recorded(Response),
    AlreadyRecorded,
    Refused(StatusCode),
    Again(Option<Duration>),
}

impl Promises {
    pub(crate) fn new(base_url: &str) -> Self {
        let mut authorization = HeaderValue::try_from(format!("Bearer {TOKEN}")).unwrap();
        authorization.set_sensitive(true);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .no_proxy()
            .user_agent("bench/1.0")
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10));
        Self {
            http: http.build().unwrap(),
            url: format!("{base_url}/v2/tracking/conversion").parse().unwrap(),
            authorization,
            budget: AtomicU32::new(FULL),
            pace: Mutex::default(),
        }
    }

    pub(crate) async fn call(&self) {
        let span = tracing::info_span!("track", outcome = Empty);
        let result = tokio::time::timeout(Duration::from_secs(60), self.attempts(&span)).await;
        match result.unwrap() {
            Verdict::Recorded(response) => {
                span.record("outcome", "recorded");
                tracing::debug!(parent: &span, "recorded");
                used(response);
            }
            Verdict::AlreadyRecorded => tracing::debug!(parent: &span, "already recorded"),
            Verdict::Refused(status) => tracing::warn!(parent: &span, %status, "refused"),
            Verdict::Again(_) => tracing::warn!(parent: &span, "given up"),
        }
    }

    async fn attempts(&self, span: &tracing::Span) -> Verdict {
        self.pay_in(1);
        let mut limit = Duration::from_millis(250);
        for attempt in 1.. {
            self.admit().await;
            let request = tracing::info_span!(parent: span, "POST", status = Empty);
            let verdict = self.attempt(&request).instrument(request.clone()).await;
            self.end();
            let Verdict::Again(wait) = verdict else {
                self.pay_in(10);
                return verdict;
            };
            let withdraw = |held: u32| held.checked_sub(10);
            if attempt == 4 || self.budget.fetch_update(Relaxed, Relaxed, withdraw).is_err() {
                return verdict;
            }
            if let Some(wait) = wait {
                self.pace.lock().unwrap().paused_until = Some(Instant::now() + wait);
            }
            tokio::time::sleep(limit.mul_f64(fastrand::f64())).await;
            limit = (limit * 2).min(Duration::from_secs(5));
        }
        unreachable!("the loop ends by itself")
    }

    async fn attempt(&self, span: &tracing::Span) -> Verdict {
        let request = self
            .http
            .post(self.url.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .json(&REQUEST);
        let Ok(response) = request.send().await else { return Verdict::Again(None) };
        let status = response.status();
        span.record("status", status.as_u16());
        let wait =
            response.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok()?.parse().ok());
        let body = match response.content_length() {
            Some(length) if length <= LIMIT as u64 => response.bytes().await.ok(),
            _ => Limited::new(Body::from(response), LIMIT)
                .collect()
                .await
                .ok()
                .map(|it| it.to_bytes()),
        };
        let body = body.unwrap_or_default();
        let is_error = || {
            let json: Option<Value> = serde_json::from_slice(&body).ok();
            json.is_some_and(|json| json.get("error").or(json.get("errors")).is_some())
        };
        match status.as_u16() {
            201 => match serde_json::from_slice(&body) {
                Ok(response) => Verdict::Recorded(response),
                Err(_) => Verdict::Again(None),
            },
            409 if body.is_empty() || is_error() => Verdict::AlreadyRecorded,
            408 | 425 | 429 | 500..=599 => Verdict::Again(wait.map(Duration::from_secs)),
            _ => Verdict::Refused(status),
        }
    }

    async fn admit(&self) {
        loop {
            let now = Instant::now();
            let at = {
                let mut pace = self.pace.lock().unwrap();
                while pace.ended.front().is_some_and(|&ended| ended + WINDOW <= now) {
                    pace.ended.pop_front();
                }
                let full = pace.ended.len() + pace.in_flight >= PLACES;
                let free = if full { *pace.ended.front().unwrap_or(&now) + WINDOW } else { now };
                let at = pace.paused_until.map_or(free, |paused| paused.max(free));
                if at <= now {
                    pace.in_flight += 1;
                    return;
                }
                at
            };
            tokio::time::sleep_until(at.into()).await;
        }
    }

    fn end(&self) {
        let mut pace = self.pace.lock().unwrap();
        pace.in_flight -= 1;
        pace.ended.push_back(Instant::now());
    }

    fn pay_in(&self, tenths: u32) {
        let _ = self.budget.fetch_update(Relaxed, Relaxed, |held| Some((held + tenths).min(FULL)));
    }
}
