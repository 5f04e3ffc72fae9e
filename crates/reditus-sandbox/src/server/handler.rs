//! One request: to the page, or to the service with a fault before, behind or instead of its
//! response.

use std::{sync::Arc, time::Duration};

use hyper::{Method, Request, body::Incoming};
use tokio::time::{sleep, timeout};

use super::{
    gzip,
    idle::Seat,
    message::Message,
    socket::{Raw, Takeover},
};
use crate::{
    backend::Backend,
    body::Body,
    fault::{Break, Changes, Delivery, End, Fault},
    page,
    records::{Line, Processing, Sent, Version},
    service::{self, Call, Response, Unread},
};

/// How long a caller may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The reply to a request: a response by HTTP, or a socket taken away from it.
pub(super) enum Reply {
    Http(hyper::Response<Body>),
    Socket(Takeover),
}

pub(super) async fn handle(
    backend: Arc<Backend>,
    request: Request<Incoming>,
    seat: &Seat,
) -> Reply {
    let version = match request.uri().path() {
        "/v1/tracking/conversion" => Version::V1,
        "/v2/tracking/conversion" => Version::V2,
        path if page::serves(path) => return Reply::Http(page::respond(&backend, request).await),
        _ => return not_served(&backend, None, &request, Response::not_found()),
    };
    if request.method() != Method::POST {
        let response = Response::method_not_allowed("POST");
        return not_served(&backend, Some(version), &request, response);
    }
    let fault = backend.faults.next();
    let records = &backend.service.records;
    let line = records.arrived(Some(version), fault.clone());
    let _finishes = Finishes { backend: Arc::clone(&backend), line };
    let (head, body) = request.into_parts();
    let body = timeout(BODY_TIMEOUT, service::read(body)).await.unwrap_or(Err(Unread::Incomplete));
    seat.works();
    if let Ok(body) = &body {
        let sent = Sent::read(body);
        records.update(line, |request| request.sent = Some(sent));
    }
    let call = Call { version, headers: head.headers, body, line };
    match fault {
        None => respond(&backend, line, backend.service.track(call, Processing::Record)),
        Some(fault) => strike(&backend, call, &fault).await,
    }
}

/// Finishes a request when its handling ends, even if that is because the caller has left.
struct Finishes {
    backend: Arc<Backend>,
    line: Line,
}

impl Drop for Finishes {
    fn drop(&mut self) {
        self.backend.service.records.finish(self.line);
    }
}

fn not_served(
    backend: &Backend,
    version: Option<Version>,
    request: &Request<Incoming>,
    response: Response,
) -> Reply {
    let path: String = request.uri().path().chars().take(200).collect();
    let target = format!("{} {path}", request.method());
    let line = backend.service.records.arrived(version, None);
    backend.service.records.update(line, |request| request.target = Some(target));
    respond(backend, line, response)
}

fn respond(backend: &Backend, line: Line, mut response: Response) -> Reply {
    let reason = response.reason.take();
    backend.service.records.responded(line, response.status.as_u16(), reason);
    Reply::Http(response.into())
}

async fn strike(backend: &Arc<Backend>, call: Call, fault: &Fault) -> Reply {
    let line = call.line;
    let processing = if fault.is_recorded() { Processing::Record } else { Processing::Rehearse };
    let Some(honest) = process(backend, call, processing, fault.before).await else {
        return Reply::Socket(End::Broken(Break::Close)); // the sandbox is stopping
    };
    if !fault.after.is_zero() {
        sleep(fault.after).await;
    }
    match &fault.end {
        End::Broken(how) => Reply::Socket(End::Broken(*how)),
        End::Response(changes) => send(backend, line, honest, changes),
    }
}

async fn process(
    backend: &Arc<Backend>,
    call: Call,
    processing: Processing,
    queued: Duration,
) -> Option<Response> {
    if queued.is_zero() {
        return Some(backend.service.track(call, processing));
    }
    // A separate task: it continues even if the caller leaves and this future is dropped.
    let backend = Arc::clone(backend);
    let processed = tokio::spawn(async move {
        sleep(queued).await;
        backend.service.track(call, processing)
    });
    processed.await.ok()
}

fn send(backend: &Backend, line: Line, honest: Response, changes: &Changes) -> Reply {
    let reason = honest.reason.clone().filter(|_| changes.status.is_none());
    let mut message = Message::new(honest, changes);
    backend.service.records.responded(line, message.status, reason);
    if let Delivery::Gzip(unpacked) = changes.delivery {
        message.body = gzip::pack(&message.body, unpacked).into();
        message.set(vec![("content-encoding".to_owned(), "gzip".to_owned())]);
    }
    match (changes.delivery, message.response()) {
        (Delivery::Whole | Delivery::Gzip(_), Some(response)) => Reply::Http(response),
        (delivery, _) => Reply::Socket(End::Response(Raw { message, delivery })),
    }
}
