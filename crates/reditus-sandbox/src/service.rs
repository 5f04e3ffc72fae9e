//! What the service does with a request.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{HeaderMap, Method, Request, Response, body::Incoming, header::CONTENT_TYPE};

use crate::{
    answer::Answer,
    auth,
    conversion::{Conversion, Known},
    entry::Version,
    faults::Faults,
    journal::{Journal, Line},
    ledger::Ledger,
    rate_limit::Limiter,
    reading::{self, Unread},
    wire::Ending,
};

pub(crate) struct Service {
    pub(crate) token: Option<String>,
    pub(crate) known: Known,
    pub(crate) limiter: Option<Mutex<Limiter>>,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) journal: Mutex<Journal>,
    pub(crate) faults: Faults,
}

/// What comes of a request: an answer by HTTP, or the end of the connection.
pub(crate) enum Reply {
    Http(Response<Full<Bytes>>),
    Wire(Ending),
}

/// A request to one of the two operations, read as far as it could be.
pub(crate) struct Call {
    pub(crate) version: Version,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Bytes, Unread>,
    pub(crate) line: Line,
}

impl Service {
    pub(crate) async fn call(self: Arc<Self>, request: Request<Incoming>) -> Reply {
        let version = match request.uri().path() {
            "/__sandbox/ledger" => return Reply::Http(self.show_ledger(request.method()).into()),
            "/v1/tracking/conversion" => Version::V1,
            "/v2/tracking/conversion" => Version::V2,
            _ => {
                let line = lock(&self.journal).arrived(None, None);
                return self.answer(line, Answer::not_found());
            }
        };
        if request.method() != Method::POST {
            let line = lock(&self.journal).arrived(Some(version), None);
            return self.answer(line, Answer::method_not_allowed("POST"));
        }
        let fault = self.faults.next();
        let line = lock(&self.journal).arrived(Some(version), fault.clone());
        let (head, body) = request.into_parts();
        let body = reading::read(body).await;
        let call = Call { version, headers: head.headers, body, line };
        match fault {
            None => self.answer(line, self.track(call, true)),
            Some(fault) => self.spoil(call, &fault).await,
        }
    }

    fn answer(&self, line: Line, answer: Answer) -> Reply {
        lock(&self.journal).answered(line, answer.status.as_u16());
        Reply::Http(answer.into())
    }

    /// The service's honest answer. Counts the conversion if told to; otherwise the answer is
    /// what it would have been.
    pub(crate) fn track(&self, call: Call, commit: bool) -> Answer {
        let Call { version, headers, body, line } = call;
        if !auth::allows(&headers, self.token.as_deref()) {
            return Answer::unauthorized();
        }
        if let (Some(limiter), true) = (&self.limiter, commit)
            && let Err(exceeded) = lock(limiter).take(Instant::now())
        {
            return Answer::rate_limited(exceeded);
        }
        let body = match body {
            Ok(body) => body,
            Err(Unread::TooLarge) => return Answer::too_large(),
            Err(Unread::Broken) => return Answer::refused("Invalid request: incomplete body"),
        };
        if !says_json(&headers) {
            return Answer::refused("Invalid request: the content type must be application/json");
        }
        let conversion = match Conversion::read(version, &body, &self.known) {
            Ok(conversion) => conversion,
            Err(why) => return Answer::refused(why),
        };
        let entry = if commit {
            lock(&self.ledger).record(conversion)
        } else {
            lock(&self.ledger).preview(conversion)
        };
        let Some(entry) = entry else { return Answer::duplicate() };
        if commit {
            lock(&self.journal).recorded(line);
        }
        Answer::created(&entry)
    }

    fn show_ledger(&self, method: &Method) -> Answer {
        if method != Method::GET && method != Method::HEAD {
            return Answer::method_not_allowed("GET, HEAD");
        }
        Answer::ledger(lock(&self.ledger).entries())
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// A panic elsewhere must not turn every later answer into another one.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
