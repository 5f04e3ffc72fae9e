//! Nothing that identifies anybody is in any event, error or figure.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use reditus::{Client, Conversion};
use reditus_outbox::{Address, Entry, Outbox, Selection, Worker};
use reditus_sandbox::{Fault, Sandbox};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::stores::Store;

/// Writes down everything that is said, at every level.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        let _ = write!(text, "\n{} {} ", event.metadata().level(), event.metadata().target());
        event.record(&mut Line(&mut text));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

const MARKERS: [&str; 4] = ["marker-email", "marker-uid", "marker-slug", "marker-token"];

#[tokio::test]
async fn no_event_error_or_figure_shows_a_customer_or_the_token() {
    for store in Store::all().await {
        look_at(&store).await;
    }
}

async fn look_at(store: &Store) {
    let everything = Everything::default();
    let _guard = tracing::subscriber::set_default(everything.clone());
    let sandbox = Sandbox::builder().token("marker-token").start().await.unwrap();
    let refused = || Fault::response(400).body(r#"{"error":"marker-email marker-uid"}"#);
    sandbox.faults().script([
        Fault::healthy(),
        Fault::reset(),
        refused(),
        Fault::response(401),
        Fault::response(500).body("marker-uid"),
    ]);
    for number in 0..6 {
        let conversion = Conversion::affiliate("marker-slug")
            .email(format!("marker-email{number}@example.com"))
            .uid(format!("marker-uid{number}"));
        store.enqueue(&Entry::new(&conversion).unwrap()).await;
    }
    let worker = Worker::at(store.address.clone())
        .client(Client::builder("marker-token").base_url(sandbox.base_url()))
        .concurrency(1)
        .spawn()
        .await
        .unwrap();
    while sandbox.requests().len() < 4 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.shutdown(Duration::from_secs(5)).await;

    let mut seen = everything.0.lock().unwrap().clone();
    assert!(seen.contains("paused") && seen.contains("reported"), "{seen}");
    let _ = write!(seen, "{:?}", store.outbox.stats().await.unwrap());
    let listed = store.outbox.list(Selection::all()).await.unwrap();
    assert_eq!(listed.len(), 6);
    let _ = write!(seen, "{listed:?}");
    let invalid = Entry::new(&Conversion::affiliate("marker-slug\n").uid("marker-uid\n"));
    let _ = write!(seen, "{0} {0:?}", invalid.unwrap_err());
    let missing = Address::parse("/nowhere/marker-email.db").unwrap();
    let _ = write!(seen, "{missing:?}");
    let _ = write!(seen, "{0} {0:?}", Outbox::at(missing).open().await.unwrap_err());
    for url in
        ["postgres://marker-uid:marker-token@[", "postgres://marker-uid:marker-token@127.0.0.1:1/x"]
    {
        let address = Address::parse(url).unwrap();
        let _ = write!(
            seen,
            "{address:?} {0} {0:?}",
            Outbox::at(address.clone()).open().await.unwrap_err()
        );
    }
    for marker in MARKERS {
        assert!(!seen.contains(marker), "{marker} in {seen}");
    }
}
