//! A request that a fault strikes.

use std::sync::Arc;

use tokio::time::sleep;

use crate::{
    answer::Answer,
    fault::{Changes, Delivery, End, Fault},
    gzip,
    journal::Line,
    message::Message,
    service::{Call, Reply, Service, lock},
    wire::Ending,
};

impl Service {
    pub(crate) async fn spoil(self: &Arc<Self>, call: Call, fault: &Fault) -> Reply {
        let line = call.line;
        let Some(honest) = self.process(call, fault).await else {
            return Reply::Wire(Ending::Close); // the sandbox is stopping
        };
        if !fault.after.is_zero() {
            sleep(fault.after).await;
        }
        match &fault.end {
            End::Refuse | End::Reset => Reply::Wire(Ending::Reset),
            End::Hang => Reply::Wire(Ending::Hang),
            End::Close => Reply::Wire(Ending::Close),
            End::Garbage => Reply::Wire(Ending::Garbage),
            End::Answer(changes) => self.send(line, honest, changes),
        }
    }

    async fn process(self: &Arc<Self>, call: Call, fault: &Fault) -> Option<Answer> {
        let commit = fault.is_recorded();
        if fault.before.is_zero() {
            return Some(self.track(call, commit));
        }
        // A task of its own goes on when the caller leaves, and this future with it.
        let (service, delay) = (Arc::clone(self), fault.before);
        let processing = tokio::spawn(async move {
            sleep(delay).await;
            service.track(call, commit)
        });
        processing.await.ok()
    }

    fn send(&self, line: Line, honest: Answer, changes: &Changes) -> Reply {
        let mut message = Message::new(honest, changes);
        lock(&self.journal).answered(line, message.status);
        if let Delivery::Gzip(unpacked) = changes.delivery {
            message.body = gzip::pack(&message.body, unpacked).into();
            message.set(vec![("content-encoding".to_owned(), "gzip".to_owned())]);
        }
        match (changes.delivery, message.response()) {
            (Delivery::Whole | Delivery::Gzip(_), Some(response)) => Reply::Http(response),
            (delivery, _) => Reply::Wire(Ending::Answer(message, delivery)),
        }
    }
}
