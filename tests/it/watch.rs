//! What `tracing` sees: every span and event, at every level, with its fields.

use std::{cell::RefCell, collections::BTreeMap, fmt::Debug, rc::Rc, sync::Once};

use tracing::subscriber::DefaultGuard;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer, Registry, filter::filter_fn, layer::Context, layer::SubscriberExt,
};

/// A span or an event: its name or message, and its fields.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) level: Level,
    pub(crate) name: String,
    pub(crate) target: String,
    pub(crate) fields: BTreeMap<&'static str, String>,
}

impl Seen {
    fn of(metadata: &Metadata<'_>) -> Self {
        Self {
            level: *metadata.level(),
            name: metadata.name().to_owned(),
            target: metadata.target().to_owned(),
            fields: BTreeMap::new(),
        }
    }
}

type Kept = Rc<RefCell<Vec<(Option<u64>, Seen)>>>;

thread_local! {
    static WATCHING: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Keeps what is seen on this thread until it is dropped: what a test of one thread causes.
pub(crate) struct Watch(Kept);

impl Watch {
    pub(crate) fn start() -> Self {
        // One subscriber for the whole process: where each test sets its own, `tracing` may have
        // decided already, on another thread, that nobody is interested.
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            tracing::subscriber::set_global_default(Registry::default().with(Everything)).unwrap();
            tracing_log::LogTracer::init().unwrap();
        });
        let kept = Kept::default();
        WATCHING.set(Some(Rc::clone(&kept)));
        Self(kept)
    }

    /// Watches everything but this crate, as an application does that filters it out.
    pub(crate) fn start_without_us() -> (Self, DefaultGuard) {
        let watch = Self::start();
        let not_ours = filter_fn(|metadata| !metadata.target().starts_with("reditus"));
        let subscriber = Registry::default().with(not_ours).with(Everything);
        (watch, tracing::subscriber::set_default(subscriber))
    }

    pub(crate) fn all(&self) -> Vec<Seen> {
        self.0.borrow().iter().map(|(_, seen)| seen.clone()).collect()
    }

    /// The spans and events of this crate with this name or message.
    pub(crate) fn named(&self, name: &str) -> Vec<Seen> {
        let ours = |seen: &Seen| seen.target.starts_with("reditus") && seen.name == name;
        self.all().into_iter().filter(ours).collect()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHING.set(None);
    }
}

/// Runs if somebody watches this thread.
fn watched(keep: impl FnOnce(&mut Vec<(Option<u64>, Seen)>)) {
    if let Some(kept) = WATCHING.with_borrow(Clone::clone) {
        keep(&mut kept.borrow_mut());
    }
}

struct Everything;

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = format!("{value:?}");
        if field.name() == "message" {
            self.name = value;
        } else {
            self.fields.insert(field.name(), value);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

impl<S: Subscriber> Layer<S> for Everything {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut seen = Seen::of(attributes.metadata());
        attributes.record(&mut seen);
        watched(|kept| kept.push((Some(id.into_u64()), seen)));
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, _: Context<'_, S>) {
        // Ids are used again: the last span of this id is the one that lives.
        let this = |(span, _): &&mut (Option<u64>, Seen)| *span == Some(id.into_u64());
        watched(|kept| {
            if let Some((_, span)) = kept.iter_mut().rev().find(this) {
                record.record(span);
            }
        });
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut seen = Seen::of(event.metadata());
        event.record(&mut seen);
        watched(|kept| kept.push((None, seen)));
    }
}
