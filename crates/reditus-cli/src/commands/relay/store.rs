//! Stores conversions: what arrives while one commit is synced to disk shares the next.

use std::{fmt, time::Duration};

use reditus_outbox::{Entry, ErrorKind, Origin, Outbox};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

/// How many conversions wait for the next commit before callers have to wait for a place.
const WAITING: usize = 1024;

/// The most conversions in one transaction, so that the worker's do not wait for long.
const TOGETHER: usize = 128;

/// How long a caller waits. Longer than the database takes to give up.
const PATIENCE: Duration = Duration::from_secs(15);

/// Hands conversions to the task that writes. It ends when this is dropped.
pub(super) struct Store(mpsc::Sender<Job>);

struct Job {
    entry: Entry,
    done: oneshot::Sender<Result<bool, Unstored>>,
}

/// Why a conversion is not known to be stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unstored {
    Failed(ErrorKind),
    TooLate,
}

impl fmt::Display for Unstored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(kind) => write!(f, "the outbox failed ({kind}); send it again"),
            Self::TooLate => f.write_str("the outbox did not respond in time; send it again"),
        }
    }
}

impl Store {
    pub(super) fn start(outbox: Outbox) -> Self {
        let (sender, jobs) = mpsc::channel(WAITING);
        tokio::spawn(write(outbox, jobs));
        Self(sender)
    }

    /// Returns once the conversion is committed: whether it is new.
    pub(super) async fn keep(&self, entry: Entry) -> Result<bool, Unstored> {
        let kept = async {
            let (done, kept) = oneshot::channel();
            self.0.send(Job { entry, done }).await.map_err(|_| Unstored::TooLate)?;
            kept.await.unwrap_or(Err(Unstored::TooLate))
        };
        timeout(PATIENCE, kept).await.unwrap_or(Err(Unstored::TooLate))
    }
}

async fn write(outbox: Outbox, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::new();
    while jobs.recv_many(&mut batch, TOGETHER).await > 0 {
        // A caller that has gone away got no response, so nothing was promised.
        batch.retain(|job: &Job| !job.done.is_closed());
        let entries = batch.iter().map(|job| job.entry.clone()).collect();
        match enqueue(&outbox, entries).await {
            Ok(new) => settle(&mut batch, new.into_iter().map(Ok)),
            // One of them may be the cause: the others are not to suffer for it.
            Err(ErrorKind::Database) if batch.len() > 1 => {
                for job in batch.drain(..) {
                    let alone = enqueue(&outbox, vec![job.entry]).await;
                    let alone = alone.map(|new| new.first().copied().unwrap_or_default());
                    let _ = job.done.send(alone.map_err(Unstored::Failed));
                }
            }
            Err(kind) => settle(&mut batch, std::iter::repeat(Err(Unstored::Failed(kind)))),
        }
    }
}

async fn enqueue(outbox: &Outbox, entries: Vec<Entry>) -> Result<Vec<bool>, ErrorKind> {
    outbox.enqueue(entries, Origin::Application).await.map_err(|error| {
        tracing::error!(%error, "conversions cannot be stored");
        error.kind()
    })
}

fn settle(batch: &mut Vec<Job>, results: impl Iterator<Item = Result<bool, Unstored>>) {
    for (job, result) in batch.drain(..).zip(results) {
        let _ = job.done.send(result);
    }
}
