//! One request: to the service, with a fault before, behind or instead of its response.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request, body::Incoming};
use tokio::time::sleep;

use super::{
    gzip,
    message::Message,
    socket::{Raw, Takeover},
};
use crate::{
    fault::{Break, Changes, Delivery, End, Fault, Faults},
    records::{Line, Processing, Version},
    service::{self, Call, Response, Service},
};

pub(crate) struct Handler {
    pub(crate) service: Service,
    pub(crate) faults: Faults,
}

/// The reply to a request: a response by HTTP, or a socket taken away from it.
pub(super) enum Reply {
    Http(hyper::Response<Full<Bytes>>),
    Socket(Takeover),
}

impl Handler {
    pub(super) async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Reply {
        let version = match request.uri().path() {
            "/__sandbox/ledger" => return Reply::Http(self.ledger(request.method()).into()),
            "/v1/tracking/conversion" => Version::V1,
            "/v2/tracking/conversion" => Version::V2,
            _ => {
                let line = self.service.records.arrived(None, None);
                return self.respond(line, Response::not_found());
            }
        };
        if request.method() != Method::POST {
            let line = self.service.records.arrived(Some(version), None);
            return self.respond(line, Response::method_not_allowed("POST"));
        }
        let fault = self.faults.next();
        let line = self.service.records.arrived(Some(version), fault.clone());
        let (head, body) = request.into_parts();
        let body = service::read(body).await;
        let call = Call { version, headers: head.headers, body, line };
        match fault {
            None => self.respond(line, self.service.track(call, Processing::Record)),
            Some(fault) => self.strike(call, &fault).await,
        }
    }

    fn respond(&self, line: Line, response: Response) -> Reply {
        self.service.records.responded(line, response.status.as_u16());
        Reply::Http(response.into())
    }

    async fn strike(self: &Arc<Self>, call: Call, fault: &Fault) -> Reply {
        let line = call.line;
        let processing =
            if fault.is_recorded() { Processing::Record } else { Processing::Rehearse };
        let Some(honest) = self.process(call, processing, fault.before).await else {
            return Reply::Socket(End::Broken(Break::Close)); // the sandbox is stopping
        };
        if !fault.after.is_zero() {
            sleep(fault.after).await;
        }
        match &fault.end {
            End::Broken(how) => Reply::Socket(End::Broken(*how)),
            End::Response(changes) => self.send(line, honest, changes),
        }
    }

    async fn process(
        self: &Arc<Self>,
        call: Call,
        processing: Processing,
        queued: Duration,
    ) -> Option<Response> {
        if queued.is_zero() {
            return Some(self.service.track(call, processing));
        }
        // A separate task: it continues even if the caller leaves and this future is dropped.
        let handler = Arc::clone(self);
        let processed = tokio::spawn(async move {
            sleep(queued).await;
            handler.service.track(call, processing)
        });
        processed.await.ok()
    }

    fn send(&self, line: Line, honest: Response, changes: &Changes) -> Reply {
        let mut message = Message::new(honest, changes);
        self.service.records.responded(line, message.status);
        if let Delivery::Gzip(unpacked) = changes.delivery {
            message.body = gzip::pack(&message.body, unpacked).into();
            message.set(vec![("content-encoding".to_owned(), "gzip".to_owned())]);
        }
        match (changes.delivery, message.response()) {
            (Delivery::Whole | Delivery::Gzip(_), Some(response)) => Reply::Http(response),
            (delivery, _) => Reply::Socket(End::Response(Raw { message, delivery })),
        }
    }

    fn ledger(&self, method: &Method) -> Response {
        if method != Method::GET && method != Method::HEAD {
            return Response::method_not_allowed("GET, HEAD");
        }
        Response::ledger(&self.service.records.ledger())
    }
}
