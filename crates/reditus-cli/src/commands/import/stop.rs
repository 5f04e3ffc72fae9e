//! Why an import stops before its end.

mod signals;

use tokio::sync::watch;

pub(crate) use self::signals::stop_on_signals;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Interrupted,
    /// Every row has failed for as long as `--give-up` allows.
    GivenUp,
    /// The first rows were all refused with these words.
    AllRefused {
        rows: usize,
        words: String,
    },
    /// Every other row would fail as this one did.
    Hopeless(String),
}

/// Anybody can stop the import, and everybody learns of it. The first reason stands.
pub(crate) struct Stopper(watch::Sender<Option<Stop>>);

impl Stopper {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    pub(crate) fn stop(&self, why: Stop) {
        self.0.send_if_modified(|stop| {
            let first = stop.is_none();
            stop.get_or_insert(why);
            first
        });
    }

    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.0.borrow().clone()
    }

    /// Returns when the import is to stop.
    pub(crate) async fn wait(&self) {
        // The sender is here, so there is no error.
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }

    /// Does the work, unless the import is to stop first.
    pub(crate) async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.wait() => None,
            done = work => Some(done),
        }
    }
}
